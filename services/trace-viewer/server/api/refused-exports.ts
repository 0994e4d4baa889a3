import type { Context } from 'koa';

import type { RefusedExport } from '../../contract/doctor.ts';

const KEPT = 20;
const MOST_CHARS = 200;
/** Used by the page and by tools, not by senders. */
const NOT_FOR_SENDERS = /^\/(?:api|mcp)(?:\/|$)/;

/** The latest requests of senders that were refused: who sees nothing arrive learns here what did. Kept in memory only. */
export class RefusedExports {
  readonly #latest: RefusedExport[] = [];

  /** Newest first. */
  get latest(): readonly RefusedExport[] {
    return this.#latest;
  }

  /** Looks at a request that was answered. */
  note(ctx: Context): void {
    if (ctx.method !== 'POST' || ctx.status < 400 || NOT_FOR_SENDERS.test(ctx.path)) return;
    this.#latest.unshift({
      time: new Date().toISOString(), method: ctx.method, path: ctx.path.slice(0, MOST_CHARS), content_type: ctx.get('content-type').slice(0, MOST_CHARS), status: ctx.status,
    });
    this.#latest.length = Math.min(this.#latest.length, KEPT);
  }
}
