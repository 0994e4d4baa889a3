import type { MissedEvent, ResetEvent, TraceArrival } from '../../contract/events.ts';
import type { ArrivalListener } from '../ingest/span-intake.ts';
import type { Span } from '../ingest/span.ts';
import { serviceOf } from '../store/span-rows.ts';

export type FeedEvent =
  | { readonly name: 'trace'; readonly data: TraceArrival }
  | { readonly name: 'missed'; readonly data: MissedEvent }
  | { readonly name: 'reset'; readonly data: ResetEvent };

type Listener = (events: readonly FeedEvent[]) => void;

export interface TraceFeedOptions {
  /** Arrivals of one trace within this time are told as one. */
  readonly intervalMs: number;
  /** Traces told one by one in that time; of the others only the number is. */
  readonly maxTraces: number;
}

/** Tells who listens which traces have new spans. Costs nothing while nobody listens. */
export class TraceFeed implements ArrivalListener {
  readonly #options: TraceFeedOptions;
  readonly #listeners = new Set<Listener>();
  readonly #arrivals = new Map<string, TraceArrival>();
  readonly #missed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: TraceFeedOptions = { intervalMs: 100, maxTraces: 100 }) {
    this.#options = options;
  }

  /** @returns the way to stop listening */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  arrived(spans: readonly Span[]): void {
    if (this.#listeners.size === 0) return;
    for (const span of spans) this.#note(span);
    if (spans.length > 0) this.#timer ??= setTimeout(() => this.#tell(), this.#options.intervalMs);
  }

  reset(cleared: number): void {
    this.#forget();
    this.#emit([{ name: 'reset', data: { cleared } }]);
  }

  close(): void {
    this.#forget();
    this.#listeners.clear();
  }

  #note(span: Span): void {
    const known = this.#arrivals.get(span.traceId);
    if (known === undefined && this.#arrivals.size >= this.#options.maxTraces) {
      if (this.#missed.size < 100_000) this.#missed.add(span.traceId);
      return;
    }
    const isRoot = span.parentId === '';
    const arrival: TraceArrival = known ?? {
      trace_id: span.traceId, service: serviceOf(span.resource), name: span.name, start: String(span.start), end: String(span.end), spans: 0,
      status: 'unset', has_root: isRoot,
    };
    arrival.spans += 1;
    if (isRoot) Object.assign(arrival, { has_root: true, name: span.name, service: serviceOf(span.resource) });
    if (span.start < BigInt(arrival.start)) arrival.start = String(span.start);
    if (span.end > BigInt(arrival.end)) arrival.end = String(span.end);
    if (span.status === 'error' || (span.status === 'ok' && arrival.status === 'unset')) arrival.status = span.status;
    this.#arrivals.set(span.traceId, arrival);
  }

  #tell(): void {
    const events: FeedEvent[] = Array.from(this.#arrivals.values(), (data) => ({ name: 'trace', data }));
    if (this.#missed.size > 0) events.push({ name: 'missed', data: { traces: this.#missed.size } });
    this.#forget();
    this.#emit(events);
  }

  #emit(events: readonly FeedEvent[]): void {
    for (const listener of this.#listeners) listener(events);
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#arrivals.clear();
    this.#missed.clear();
  }
}
