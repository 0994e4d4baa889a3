import { z } from 'zod';

import type { Query } from '../../contract/query/query-ast.ts';
import { Count, Int64, UsageColumns, usageOf, type Usage } from './columns.ts';
import { fillSql, SqlValues } from './query/sql-parts.ts';
import { traceCondition } from './query/trace-condition.ts';
import type { SqlEngine } from './sql-engine.ts';
import { readQuery } from './sql-files.ts';

export interface StoredSession {
  readonly session: string;
  /** Empty when no trace tells one. */
  readonly user: string;
  readonly traces: number;
  readonly errors: number;
  readonly start: bigint;
  readonly end: bigint;
  readonly busyNs: bigint;
  /** Empty when no trace has one. */
  readonly input: string;
  readonly callsWithoutCost: number;
  readonly usage: Usage;
}

const Rows = z.array(UsageColumns.extend({
  session: z.string(), user: z.string(), traces: Count, failed: Count, first_start: Int64, last_end: Int64, busy_ns: Int64, input: z.string(), calls_without_cost: Count,
}));

/** Traces by the session that they tell. */
export class SessionList {
  readonly #engine: SqlEngine;
  readonly #sql = readQuery('sessions');

  constructor(engine: SqlEngine) {
    this.#engine = engine;
  }

  /** @param from with `until`, excluded, the time in which spans are looked at: nanoseconds since 1970 */
  async newest(query: Query, { from, until }: { readonly from: bigint; readonly until: bigint }, limit: number): Promise<StoredSession[]> {
    const values = new SqlValues();
    const window = `start >= ${values.add(String(from), 'UInt64')} AND start < ${values.add(String(until), 'UInt64')}`;
    const sql = fillSql(this.#sql, { window, where: traceCondition(query, window, values) });
    const rows = Rows.parse(await this.#engine.query(sql, { ...values.params(), limit }));
    return rows.map((row) => ({
      session: row.session, user: row.user, traces: row.traces, errors: row.failed, start: row.first_start, end: row.last_end, busyNs: row.busy_ns, input: row.input,
      callsWithoutCost: row.calls_without_cost, usage: usageOf(row),
    }));
  }
}
