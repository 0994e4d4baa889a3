import type { ServerResponse } from 'node:http';

import type { FeedEvent, TraceFeed } from './trace-feed.ts';

const HEARTBEAT_MS = 15_000;
/** What may wait for one slow client; beyond it, events are counted instead of sent. */
const MAX_WAITING_BYTES = 1024 * 1024;
/** Rounds of events that may wait for the filter of one client. */
const MAX_WAITING_ROUNDS = 20;
const MAX_CLIENTS = 100;

export interface StreamOptions {
  /** Leaves out the events that the client does not want. */
  readonly filter?: ((events: readonly FeedEvent[]) => Promise<readonly FeedEvent[]>) | undefined;
  /** The last event that the client has seen; what happened since then is told first. */
  readonly lastEventId?: string | undefined;
  readonly onUnexpected: (error: unknown) => void;
}

/** The open `GET /api/events` answers. */
export class EventStreams {
  readonly #feed: TraceFeed;
  readonly #open = new Set<ServerResponse>();

  constructor(feed: TraceFeed) {
    this.#feed = feed;
  }

  get size(): number {
    return this.#open.size;
  }

  get full(): boolean {
    return this.#open.size >= MAX_CLIENTS;
  }

  /** Answers with events until the client goes away or `close` is called. */
  serve(response: ServerResponse, options: StreamOptions): void {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
      'X-Content-Type-Options': 'nosniff',
    });
    response.write('retry: 1000\n: listening\n\n');
    this.#open.add(response);
    const stream = new EventStream(response, options);
    if (options.lastEventId !== undefined) stream.resume(this.#feed.since(options.lastEventId));
    const stopListening = this.#feed.listen((events) => stream.tell(events));
    const heartbeat = setInterval(() => stream.beat(), HEARTBEAT_MS);
    response.once('close', () => {
      stopListening();
      clearInterval(heartbeat);
      this.#open.delete(response);
    });
  }

  close(): void {
    for (const response of this.#open) response.end();
  }
}

/** What one client is told. */
class EventStream {
  readonly #response: ServerResponse;
  readonly #options: StreamOptions;
  #missed = 0;
  /** Filtering takes time; events stay in order. */
  #filtering = false;
  #waiting: FeedEvent[][] = [];

  constructor(response: ServerResponse, options: StreamOptions) {
    this.#response = response;
    this.#options = options;
  }

  /** Tells what happened since the client was last here, or that nobody knows. */
  resume(events: readonly FeedEvent[] | undefined): void {
    if (events === undefined) this.#response.write(format({ name: 'missed', data: { traces: 0 } }));
    else if (events.length > 0) this.tell(events);
  }

  tell(events: readonly FeedEvent[]): void {
    if (this.#response.writableLength > MAX_WAITING_BYTES || this.#waiting.length >= MAX_WAITING_ROUNDS) {
      this.#missed += countTraces(events);
      return;
    }
    if (this.#options.filter === undefined) {
      this.#write(events);
      return;
    }
    this.#waiting.push([...events]);
    if (!this.#filtering) void this.#filterWaiting(this.#options.filter);
  }

  beat(): void {
    if (this.#response.writableLength <= MAX_WAITING_BYTES) this.#response.write(': still here\n\n');
  }

  async #filterWaiting(filter: NonNullable<StreamOptions['filter']>): Promise<void> {
    this.#filtering = true;
    for (let events = this.#waiting.shift(); events !== undefined; events = this.#waiting.shift()) {
      try {
        this.#write(await filter(events));
      } catch (error) {
        this.#options.onUnexpected(error);
        this.#missed += countTraces(events);
      }
    }
    this.#filtering = false;
  }

  #write(events: readonly FeedEvent[]): void {
    const missed = this.#missed === 0 ? '' : format({ name: 'missed', data: { traces: this.#missed } });
    if (this.#response.writableEnded || (events.length === 0 && missed === '')) return;
    this.#missed = 0;
    this.#response.write(events.map((event) => format(event)).join('') + missed);
  }
}

function format({ id, name, data }: Pick<FeedEvent, 'name' | 'data'> & { readonly id?: string }): string {
  // JSON has no line breaks: one `data` line holds it.
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

function countTraces(events: readonly FeedEvent[]): number {
  return events.reduce((sum, event) => sum + (event.name === 'missed' ? event.data.traces : 1), 0);
}
