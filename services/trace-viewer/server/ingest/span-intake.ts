import type { Span, SpanBatch } from './span.ts';

/** Where spans go once they are read. `store/span-store.ts` is one. */
export interface SpanSink {
  append(spans: readonly Span[]): Promise<void>;
}

/** Who wants to know of spans that were committed. `api/trace-feed.ts` is one. */
export interface ArrivalListener {
  arrived(spans: readonly Span[]): void;
}

/** The way in that every protocol shares: commit, then announce. */
export class SpanIntake {
  readonly #sink: SpanSink;
  readonly #listener: ArrivalListener;

  constructor(sink: SpanSink, listener: ArrivalListener) {
    this.#sink = sink;
    this.#listener = listener;
  }

  /** Resolves once the spans are committed. Throws what the sink throws; nothing is announced then. */
  async take(batch: SpanBatch): Promise<void> {
    await this.#sink.append(batch.spans);
    this.#listener.arrived(batch.spans);
  }
}
