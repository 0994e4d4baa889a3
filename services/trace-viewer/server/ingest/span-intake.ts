import type { IngestCounters } from './ingest-counters.ts';
import type { Span, SpanBatch } from './span.ts';

/** Where spans go once they are read. `store/span-store.ts` is one. */
export interface SpanSink {
  /** Resolves once the spans are committed; answers of how many something was cut. */
  append(spans: readonly Span[]): Promise<number>;
}

/** Who wants to know of spans that were committed. `api/trace-feed.ts` is one. */
export interface ArrivalListener {
  arrived(spans: readonly Span[]): void;
}

/** The way in that every protocol shares: commit, then announce. */
export class SpanIntake {
  readonly #sink: SpanSink;
  readonly #listener: ArrivalListener;
  readonly counters: IngestCounters;

  constructor(sink: SpanSink, listener: ArrivalListener, counters: IngestCounters) {
    this.#sink = sink;
    this.#listener = listener;
    this.counters = counters;
  }

  /** Resolves once the spans are committed. Throws what the sink throws; nothing is announced then. */
  async take(batch: SpanBatch): Promise<void> {
    const truncated = await this.#sink.append(batch.spans);
    this.counters.acceptedSpans += batch.spans.length;
    this.counters.rejectedSpans += batch.rejected;
    this.counters.truncatedSpans += truncated;
    this.#listener.arrived(batch.spans);
  }
}
