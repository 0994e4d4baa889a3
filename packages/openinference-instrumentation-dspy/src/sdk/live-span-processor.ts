import { context, type Attributes, type Context, type HrTime, TraceFlags } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { ReadableSpan, Span, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';

/** `true` on the record of a span that has begun and not ended. */
export const DSPY_LIVE = 'dspy.live';

const NOT_ENDED: HrTime = [0, 0];

/** What of a running span is of interest: the rest comes when it ends. */
const LONGEST_ATTRIBUTE = 256;

export interface LiveSpanProcessorOptions {
  readonly exporter: SpanExporter;
  /** Spans that run longer than this are announced, in milliseconds; 200 unless given. */
  readonly delayMs?: number;
  /** How many running spans wait to be announced at most; further ones are not. 2048 unless given. */
  readonly maxWaiting?: number;
}

/**
 * Announces spans that are running: a record with the span's ids, name, start and short attributes, `dspy.live: true`, and an end time of 0.
 * When the span ends, the span itself takes its place. Spans that end within `delayMs` announce nothing.
 *
 * ```ts
 * import { LiveSpanProcessor } from '@dspy-otel/openinference-instrumentation-dspy/sdk';
 * import { InMemorySpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
 *
 * const provider = new TracerProvider({ spanProcessors: [new LiveSpanProcessor({ exporter: new InMemorySpanExporter() })] });
 * await provider.shutdown();
 * ```
 */
export class LiveSpanProcessor implements SpanProcessor {
  readonly #exporter: SpanExporter;
  readonly #delayMs: number;
  readonly #maxWaiting: number;
  readonly #waiting = new Set<ReadableSpan>();
  #timer: NodeJS.Timeout | undefined;
  #isExporting = false;

  constructor({ exporter, delayMs = 200, maxWaiting = 2048 }: LiveSpanProcessorOptions) {
    this.#exporter = exporter;
    this.#delayMs = delayMs;
    this.#maxWaiting = maxWaiting;
  }

  onStart(span: Span, _parent: Context): void {
    if (this.#waiting.size >= this.#maxWaiting || (span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0) return;
    this.#waiting.add(span);
    this.#timer ??= setTimeout(() => this.#announce(), this.#delayMs).unref();
  }

  onEnd(span: ReadableSpan): void {
    this.#waiting.delete(span);
  }

  /** Announces what waits, without waiting any longer itself: an announcement that is late is worth nothing. */
  async forceFlush(): Promise<void> {
    this.#announce();
  }

  async shutdown(): Promise<void> {
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  #announce(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // A backend that takes no spans shall not be sent ever more of those that are of use only now.
    const records = this.#isExporting ? [] : Array.from(this.#waiting, recordOf);
    this.#waiting.clear();
    if (records.length === 0) return;
    this.#isExporting = true;
    context.with(suppressTracing(context.active()), () => this.#exporter.export(records, () => (this.#isExporting = false)));
  }
}

function recordOf(span: ReadableSpan): ReadableSpan {
  const attributes: Attributes = {};
  for (const [key, value] of Object.entries(span.attributes)) {
    if (typeof value === 'string' ? value.length <= LONGEST_ATTRIBUTE : typeof value !== 'object') attributes[key] = value;
  }
  attributes[DSPY_LIVE] = true;
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => span.spanContext(),
    ...(span.parentSpanContext && { parentSpanContext: span.parentSpanContext }),
    startTime: span.startTime,
    endTime: NOT_ENDED,
    duration: NOT_ENDED,
    ended: false,
    status: span.status,
    attributes,
    links: [],
    events: [],
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}
