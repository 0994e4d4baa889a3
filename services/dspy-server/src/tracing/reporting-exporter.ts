import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

/** An exporter that says why a batch could not be delivered. The SDK itself says nothing unless a log level is set. */
export class ReportingExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #report: (reason: string) => void;

  constructor(exporter: SpanExporter, report: (reason: string) => void) {
    this.#exporter = exporter;
    this.#report = report;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#exporter.export(spans, (result) => {
      if (result.code === ExportResultCode.FAILED) this.#report(reasonOf(result.error));
      done(result);
    });
  }

  async forceFlush(): Promise<void> {
    await this.#exporter.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }
}

function reasonOf(error: Error | undefined): string {
  const cause = error?.cause;
  const text = error?.message || (cause instanceof Error ? cause.message : '') || 'unknown reason';
  return text.replace(/\s+/g, ' ').slice(0, 200);
}
