import type { DeletedEvent, MissedEvent, ResetEvent, TraceArrival } from '../../contract/events.ts';
import type { ArrivalListener } from '../ingest/span-intake.ts';
import type { Span } from '../ingest/span.ts';
import { serviceOf } from '../store/span-rows.ts';

/** What happened; `id` tells the events of one viewer apart and in order, and from those of the viewer before a restart. */
export type FeedEvent = FeedNews & { readonly id: string };

type FeedNews =
  | { readonly name: 'deleted'; readonly data: DeletedEvent }
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

/** So many events are kept for who comes back, and for so long after the last one has left. */
const MAX_KEPT = 2_000;
const KEEP_MS = 60_000;

/** Tells who listens which traces have new spans. Costs nothing while nobody has listened for a minute. */
export class TraceFeed implements ArrivalListener {
  readonly #options: TraceFeedOptions;
  readonly #listeners = new Set<Listener>();
  readonly #arrivals = new Map<string, TraceArrival>();
  readonly #missed = new Set<string>();
  readonly #run = Date.now().toString(36);
  #kept: FeedEvent[] = [];
  #lastNumber = 0;
  #lastListened = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: TraceFeedOptions = { intervalMs: 100, maxTraces: 100 }) {
    this.#options = options;
  }

  /** @returns the way to stop listening */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      this.#lastListened = performance.now();
    };
  }

  /** What happened after this event; `undefined` when that is no longer known. */
  since(id: string): readonly FeedEvent[] | undefined {
    const index = this.#kept.findIndex((event) => event.id === id);
    return index === -1 ? undefined : this.#kept.slice(index + 1);
  }

  arrived(spans: readonly Span[]): void {
    if (this.#listeners.size === 0 && performance.now() - this.#lastListened > KEEP_MS) {
      this.#kept = [];
      return;
    }
    for (const span of spans) this.#note(span);
    if (spans.length > 0) this.#timer ??= setTimeout(() => this.#tell(), this.#options.intervalMs);
  }

  reset(cleared: number): void {
    this.#forget();
    this.#emit([{ name: 'reset', data: { cleared } }]);
  }

  deleted(traceId: string): void {
    this.#emit([{ name: 'deleted', data: { trace_id: traceId } }]);
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
      status: 'unset', has_root: isRoot, running: false,
    };
    arrival.spans += 1;
    if (span.end === 0n) arrival.running = true;
    if (isRoot) Object.assign(arrival, { has_root: true, name: span.name, service: serviceOf(span.resource) });
    if (span.start < BigInt(arrival.start)) arrival.start = String(span.start);
    if (span.end > BigInt(arrival.end)) arrival.end = String(span.end);
    if (span.status === 'error' || (span.status === 'ok' && arrival.status === 'unset')) arrival.status = span.status;
    this.#arrivals.set(span.traceId, arrival);
  }

  #tell(): void {
    const events: FeedNews[] = Array.from(this.#arrivals.values(), (data) => ({ name: 'trace', data }));
    if (this.#missed.size > 0) events.push({ name: 'missed', data: { traces: this.#missed.size } });
    this.#forget();
    this.#emit(events);
  }

  #emit(news: readonly FeedNews[]): void {
    const events = news.map((each): FeedEvent => Object.assign(each, { id: `${this.#run}-${(this.#lastNumber += 1)}` }));
    this.#kept = [...this.#kept, ...events].slice(-MAX_KEPT);
    for (const listener of this.#listeners) listener(events);
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#arrivals.clear();
    this.#missed.clear();
  }
}
