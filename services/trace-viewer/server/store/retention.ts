import { z } from 'zod';

import type { SqlEngine } from './sql-engine.ts';
import { readQuery } from './sql-files.ts';

export interface RetentionLimits {
  /** Traces whose last span arrived earlier are deleted; milliseconds since 1970. `undefined` keeps them. */
  readonly beforeMs: number | undefined;
  /** When spans take more than this on disk, the oldest traces are deleted. `undefined` is no limit. */
  readonly maxBytes: number | undefined;
}

/** So many traces are deleted by one statement. */
const TRACES_AT_ONCE = 1_000;
/** Deleting goes a little below the limit, so that it is not reached again at once. */
const TARGET_SHARE = 0.9;
const DELETE = 'DELETE FROM spans WHERE trace_id IN (SELECT toFixedString(unhex(arrayJoin({ids:Array(String)})), 16))';
const FORGET_ANNOTATIONS = 'DELETE FROM annotations WHERE trace_id IN (SELECT toFixedString(unhex(arrayJoin({ids:Array(String)})), 16))';

const Size = z.tuple([z.object({ bytes: z.coerce.number(), rows: z.coerce.number(), parts_with_deleted: z.coerce.number() })]);
const Expired = z.array(z.object({ id: z.string() }));

/** Deletes whole traces by age and by size, never a pinned one. */
export class Retention {
  readonly #engine: SqlEngine;
  readonly #queries = { size: readQuery('table_size'), expired: readQuery('expired_traces') };

  constructor(engine: SqlEngine) {
    this.#engine = engine;
  }

  /** Answers how many traces were deleted. The disk is free again when it resolves. */
  async enforce({ beforeMs = 0, maxBytes = Number.POSITIVE_INFINITY }: RetentionLimits): Promise<number> {
    // What was deleted earlier, one trace at a time, still takes its place.
    const [{ parts_with_deleted: dirty }] = await this.#size();
    if (dirty > 0) await this.#applyDeletes();
    const [{ bytes, rows }] = await this.#size();
    let surplusRows = bytes > maxBytes ? Math.ceil(rows * (1 - (maxBytes * TARGET_SHARE) / bytes)) : 0;
    let deleted = 0;
    for (;;) {
      const expired = Expired.parse(await this.#engine.query(this.#queries.expired, { before: Math.floor(Math.max(0, beforeMs) / 1_000), rows: surplusRows, limit: TRACES_AT_ONCE }));
      if (expired.length === 0) break;
      const ids = expired.map(({ id }) => id);
      const [{ rows: before }] = await this.#countRows(ids);
      await this.#engine.query(DELETE, { ids });
      await this.#engine.query(FORGET_ANNOTATIONS, { ids });
      surplusRows = Math.max(0, surplusRows - before);
      deleted += ids.length;
    }
    if (deleted > 0) await this.#applyDeletes();
    return deleted;
  }

  async #size(): Promise<z.infer<typeof Size>> {
    return Size.parse(await this.#engine.query(this.#queries.size));
  }

  async #countRows(ids: readonly string[]): Promise<[{ rows: number }]> {
    const sql = 'SELECT count() AS rows FROM spans WHERE trace_id IN (SELECT toFixedString(unhex(arrayJoin({ids:Array(String)})), 16))';
    return z.tuple([z.object({ rows: z.coerce.number() })]).parse(await this.#engine.query(sql, { ids }));
  }

  /** A deleted row is marked first; this rewrites the parts that hold marked rows. */
  async #applyDeletes(): Promise<void> {
    await this.#engine.command('ALTER TABLE spans APPLY DELETED MASK SETTINGS mutations_sync = 1');
  }
}
