import type { ServerResponse } from 'node:http';

import type { FeedEvent, TraceFeed } from './trace-feed.ts';

const HEARTBEAT_MS = 15_000;
/** What may wait for one slow client; beyond it, events are counted instead of sent. */
const MAX_WAITING_BYTES = 1024 * 1024;
const MAX_CLIENTS = 100;

/** The open `GET /api/events` answers. */
export class EventStreams {
  readonly #feed: TraceFeed;
  readonly #open = new Set<ServerResponse>();
  #lastId = 0;

  constructor(feed: TraceFeed) {
    this.#feed = feed;
  }

  get full(): boolean {
    return this.#open.size >= MAX_CLIENTS;
  }

  /** Answers with events until the client goes away or `close` is called. */
  serve(response: ServerResponse): void {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
      'X-Content-Type-Options': 'nosniff',
    });
    response.write('retry: 1000\n: listening\n\n');
    this.#open.add(response);
    let missed = 0;
    const stopListening = this.#feed.listen((events) => {
      const waiting = missed > 0 ? [...events, { name: 'missed', data: { traces: missed } } as const] : events;
      if (response.writableLength > MAX_WAITING_BYTES) {
        missed += countTraces(events);
        return;
      }
      missed = 0;
      response.write(waiting.map((event) => this.#format(event)).join(''));
    });
    const heartbeat = setInterval(() => {
      if (response.writableLength <= MAX_WAITING_BYTES) response.write(': still here\n\n');
    }, HEARTBEAT_MS);
    response.once('close', () => {
      stopListening();
      clearInterval(heartbeat);
      this.#open.delete(response);
    });
  }

  close(): void {
    for (const response of this.#open) response.end();
  }

  #format({ name, data }: FeedEvent): string {
    this.#lastId += 1;
    // JSON has no line breaks: one `data` line holds it.
    return `id: ${this.#lastId}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
  }
}

function countTraces(events: readonly FeedEvent[]): number {
  return events.reduce((sum, event) => sum + (event.name === 'missed' ? event.data.traces : 1), 0);
}
