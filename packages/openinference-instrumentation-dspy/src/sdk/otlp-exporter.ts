import { OTLPTraceExporter as HTTPJSONExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPExporterBase } from '@opentelemetry/otlp-exporter-base';
import { convertLegacyHttpOptions, createOtlpHttpExportDelegate } from '@opentelemetry/otlp-exporter-base/node-http';
import { convertLegacyOtlpGrpcOptions, createOtlpGrpcExportDelegate } from '@opentelemetry/otlp-grpc-exporter-base';
import { TraceExporterMetricsHelper } from '@opentelemetry/otlp-transformer';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { TraceSerializer } from './trace-serializer.ts';

/** How spans travel. */
export type OTLPProtocol = 'http/protobuf' | 'http/json' | 'grpc';

/** How spans travel, and who hears when they do not. */
export interface OTLPExporterOptions {
  readonly protocol: OTLPProtocol;
  /** Told why a batch could not be delivered. The SDK itself says nothing unless a log level is set. */
  readonly onFailure?: ((reason: string) => void) | undefined;
}

/** Sends spans over OTLP. Address, headers, compression and certificates are read from the standard variables. */
export class OTLPExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #onFailure: ((reason: string) => void) | undefined;

  constructor({ protocol, onFailure }: OTLPExporterOptions) {
    this.#exporter = transport(protocol);
    this.#onFailure = onFailure;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#exporter.export(spans, (result) => {
      if (result.code === ExportResultCode.FAILED) this.#onFailure?.(reasonOf(result.error));
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

/** OpenTelemetry's own exporters, with our serializer where they speak protobuf. */
function transport(protocol: OTLPProtocol): SpanExporter {
  switch (protocol) {
    case 'grpc':
      return new OTLPExporterBase(
        createOtlpGrpcExportDelegate(convertLegacyOtlpGrpcOptions({}, 'TRACES'), new TraceSerializer(), 'otlp_grpc_span_exporter', TraceExporterMetricsHelper, undefined, 'TraceExportService', '/opentelemetry.proto.collector.trace.v1.TraceService/Export'),
      );
    case 'http/json':
      return new HTTPJSONExporter();
    default:
      return new OTLPExporterBase(
        createOtlpHttpExportDelegate(convertLegacyHttpOptions({}, 'TRACES', 'v1/traces', { 'Content-Type': 'application/x-protobuf' }), new TraceSerializer(), 'otlp_http_span_exporter', TraceExporterMetricsHelper, undefined),
      );
  }
}

/** An error that several addresses gave has no message of its own. */
function reasonOf(error: Error | undefined): string {
  const cause = error?.cause;
  const text = error?.message || (cause instanceof Error ? cause.message : '') || 'unknown reason';
  return text.replace(/\s+/g, ' ').slice(0, 200);
}
