import { z } from 'zod';

import type { Query } from '../../contract/query/query-ast.ts';
import { Count } from './columns.ts';
import { fillSql, SqlValues } from './query/sql-parts.ts';
import { traceCondition } from './query/trace-condition.ts';
import { beginsWithin, TRACE_START } from './query/trace-start.ts';
import type { SqlEngine } from './sql-engine.ts';
import { readQuery } from './sql-files.ts';
import { readTraceHead, type TraceHead } from './trace-head.ts';

/** What the list is sorted by, greatest first. */
export type Sort = 'start' | 'duration' | 'tokens' | 'cost' | 'spans' | 'errors';

export interface ListOptions {
  readonly query: Query;
  readonly sort: Sort;
  readonly limit: number;
  /** Traces that start in this time, nanoseconds since 1970, `until` excluded. */
  readonly from?: bigint | undefined;
  readonly until?: bigint | undefined;
  /** The last trace of the page before. */
  readonly after?: ListPlace | undefined;
}

/** Where a trace stands in the list. */
export interface ListPlace {
  readonly position: string;
  readonly id: string;
}

export interface ListPage {
  readonly traces: TraceHead[];
  /** Where the next page goes on; `undefined` on the last one. */
  readonly next: ListPlace | undefined;
}

export interface Histogram {
  readonly from: bigint;
  readonly stepNs: bigint;
  readonly steps: readonly { readonly start: bigint; readonly traces: number; readonly errors: number }[];
}

const ORDERS: Readonly<Record<Sort, string>> = {
  start: TRACE_START, duration: 'max(greatest(start, end)) - min(start)', tokens: 'ifNull(sumIf(total_tokens, own_usage), 0)', cost: 'ifNull(sumIf(cost, own_usage), 0)',
  spans: 'count()', errors: 'countIf(status = 2)',
};

const LAST_MOMENT = 2n ** 64n - 1n;
/** Whether a trace belongs to a time is not asked of spans that begin this long after the end of that time. */
const LONGEST_LOOK_NS = 3_600_000_000_000n;
const FIRST_WINDOW_SPANS_PER_TRACE = 20;
const MIN_WINDOW_SPANS = 2_000;
const WINDOW_GROWTH = 50;

const Candidates = z.array(z.object({ id: z.string(), position: z.string(), has_root: z.union([z.boolean(), z.number()]).transform(Boolean), first_start: z.string().transform(BigInt) }));
type Candidate = z.infer<typeof Candidates>[number];
const WindowStart = z.array(z.object({ window_start: z.string().transform(BigInt) }));
const TimeRange = z.tuple([z.object({ first: z.string().transform(BigInt), last: z.string().transform(BigInt), spans: Count })]);
const Ids = z.array(z.object({ id: z.string() }));
const Steps = z.array(z.object({ step: z.string().transform(BigInt), traces: z.string().transform(Number), errors: z.string().transform(Number) }));

/** A stretch of time in nanoseconds since 1970, `until` excluded. */
export interface Window {
  readonly from: bigint;
  readonly until: bigint;
}

/** Answers which traces there are. */
export class TraceList {
  readonly #engine: SqlEngine;
  readonly #next: SqlEngine;
  readonly #sql = {
    candidates: readQuery('list_candidates'), windowStart: readQuery('window_start'), startedBefore: readQuery('started_before'), heads: readQuery('list_traces'),
    histogram: readQuery('histogram'), timeRange: readQuery('time_range'), matching: readQuery('matching'),
  };

  /** @param next answers the later queries of one question: waiting again for what arrived meanwhile would only take time */
  constructor(engine: SqlEngine, next: SqlEngine) {
    this.#engine = engine;
    this.#next = next;
  }

  async page(options: ListOptions): Promise<ListPage> {
    const candidates = options.sort === 'start' ? await this.#walkBack(options) : await this.#begunIn(options, { from: options.from ?? 0n, until: lookUntil(options.until ?? LAST_MOMENT) });
    const shown = candidates.slice(0, options.limit);
    const last = candidates.length > options.limit ? shown.at(-1) : undefined;
    return { traces: await this.#heads(shown), next: last === undefined ? undefined : { position: last.position, id: last.id } };
  }

  /** Which of these traces a query finds. Spans that began more than an hour before `first` are not looked at. */
  async matching(query: Query, ids: readonly string[], first: bigint): Promise<ReadonlySet<string>> {
    const values = new SqlValues();
    const from = first > LONGEST_LOOK_NS ? first - LONGEST_LOOK_NS : 0n;
    // The traces stand in the window, so that each condition looks at their spans alone.
    const window = `start >= ${values.add(String(from), 'UInt64')} AND trace_id IN (SELECT toFixedString(unhex(arrayJoin({ids:Array(String)})), 16))`;
    const sql = fillSql(this.#sql.matching, { window, where: traceCondition(query, window, values) });
    return new Set(Ids.parse(await this.#engine.query(sql, { ...values.params(), ids })).map(({ id }) => id));
  }

  /** From the first start to after the last one of any span; empty when nothing is stored. */
  async timeRange(): Promise<Window> {
    const [{ first, last, spans }] = TimeRange.parse(await this.#engine.query(this.#sql.timeRange));
    return spans === 0 || last === LAST_MOMENT ? { from: first, until: last } : { from: first, until: last + 1n };
  }

  /**
   * Traces that start in each of so many steps of time; an empty list when nothing is found.
   *
   * @param options `first` says that nothing is stored from before `from`, which spares looking there
   */
  async histogram({ query, from, until, steps, first = false }: Window & { query: Query; steps: number; first?: boolean }): Promise<Histogram> {
    const span = until - from;
    const stepNs = span / BigInt(steps) + (span % BigInt(steps) === 0n ? 0n : 1n) || 1n;
    const values = new SqlValues();
    const bounds = { from: String(from), until: String(until), step: String(stepNs) };
    const window = `start >= {from:UInt64} AND start < ${values.add(String(lookUntil(until)), 'UInt64')}`;
    const where = `${first ? '1' : beginsWithin(window, '{from:UInt64}')} AND ${traceCondition(query, window, values)}`;
    const rows = Steps.parse(await this.#engine.query(fillSql(this.#sql.histogram, { position: TRACE_START, window, where }), { ...values.params(), ...bounds }));
    return { from, stepNs, steps: rows.map(({ step, traces, errors }) => ({ start: from + step * stepNs, traces, errors })) };
  }

  /**
   * The newest first. Looks at the newest spans, and at fifty times as many again until there are enough traces: what is
   * asked for is mostly new, and time is the order in which spans lie on disk.
   */
  async #walkBack(options: ListOptions): Promise<Candidate[]> {
    const { limit, from: least = 0n, until = LAST_MOMENT, after } = options;
    const newest = after === undefined ? until : BigInt(after.position) + 1n;
    for (let spans = Math.max(MIN_WINDOW_SPANS, limit * FIRST_WINDOW_SPANS_PER_TRACE); ; spans *= WINDOW_GROWTH) {
      const [{ window_start: start } = {}] = WindowStart.parse(await this.#engine.query(this.#sql.windowStart, { until: String(newest), spans: Math.min(spans, 4_000_000_000) }));
      const complete = start === undefined || start <= least;
      const candidates = await this.#begunIn(options, { from: complete ? least : start, until: lookUntil(newest) });
      if (complete || candidates.length > limit) return candidates;
    }
  }

  /** As many candidates as were asked for, if there are: those that do not begin in the window make room for the next ones. */
  async #begunIn(options: ListOptions, window: Window): Promise<Candidate[]> {
    const begun: Candidate[] = [];
    for (let after = options.after; ;) {
      const found = await this.#candidates({ ...options, after }, window);
      begun.push(...await this.#startedWithin(found, window.from));
      const last = found.at(-1);
      if (last === undefined || found.length <= options.limit || begun.length > options.limit) return begun;
      after = { position: last.position, id: last.id };
    }
  }

  async #candidates({ query, sort, limit, from = 0n, until = LAST_MOMENT, after }: ListOptions, window: Window): Promise<Candidate[]> {
    const values = new SqlValues();
    const order = ORDERS[sort];
    const looked = `start >= ${values.add(String(window.from), 'UInt64')} AND start < ${values.add(String(window.until), 'UInt64')}`;
    const page = [`${TRACE_START} >= ${values.add(String(from), 'UInt64')}`, `${TRACE_START} < ${values.add(String(until), 'UInt64')}`];
    if (after !== undefined) {
      const place = values.add(after.position, sort === 'cost' ? 'Float64' : 'UInt64');
      page.push(`(${order} < ${place} OR (${order} = ${place} AND id > ${values.add(after.id, 'String')}))`);
    }
    const sql = fillSql(this.#sql.candidates, { order, window: looked, where: traceCondition(query, looked, values), page: page.join(' AND ') });
    return Candidates.parse(await (sort === 'start' ? this.#next : this.#engine).query(sql, { ...values.params(), limit: limit + 1 }));
  }

  /** Leaves out the traces whose first spans lie before the window: they stand further back. */
  async #startedWithin(candidates: Candidate[], from: bigint): Promise<Candidate[]> {
    const rootless = candidates.filter(({ has_root: hasRoot }) => !hasRoot).map(({ id }) => id);
    if (from === 0n || rootless.length === 0) return candidates;
    const rows = Ids.parse(await this.#next.query(this.#sql.startedBefore, { start: String(from), ids: rootless }));
    const earlier = new Set(rows.map(({ id }) => id));
    return candidates.filter(({ id }) => !earlier.has(id));
  }

  /** All of each trace, also what lies outside of the time that was asked for; spans that began more than an hour before their trace are not looked at. */
  async #heads(candidates: readonly Candidate[]): Promise<TraceHead[]> {
    if (candidates.length === 0) return [];
    const first = candidates.reduce((least, { first_start: start }) => (start < least ? start : least), LAST_MOMENT);
    const from = first > LONGEST_LOOK_NS ? first - LONGEST_LOOK_NS : 0n;
    const ids = candidates.map(({ id }) => id);
    const rows = await this.#next.query(this.#sql.heads, { ids, from: String(from) });
    const heads = new Map(rows.map((row) => readTraceHead(row)).map((head) => [head.id, head]));
    return ids.flatMap((id) => heads.get(id) ?? []);
  }
}

function lookUntil(moment: bigint): bigint {
  return moment > LAST_MOMENT - LONGEST_LOOK_NS ? LAST_MOMENT : moment + LONGEST_LOOK_NS;
}
