import { z } from 'zod';

import type { Query } from '../../contract/query/query-ast.ts';
import { STATUS_CODES, type StatusCode } from '../ingest/span.ts';
import type { TreeSpan } from '../transforms/order-spans.ts';
import { Count, Int64, NullableCount, UsageColumns, usageOf, type Usage } from './columns.ts';
import { DURATION } from './query/span-condition.ts';
import { fillSql, SqlValues } from './query/sql-parts.ts';
import { traceCondition } from './query/trace-condition.ts';
import type { SqlEngine } from './sql-engine.ts';
import { readQuery } from './sql-files.ts';
import { NO_SPAN } from './stored-span.ts';

/** Which spans are looked at: those of the traces that a query asks for, and of them those that fulfil the rest. */
export interface SpanSelection {
  readonly query: Query;
  /** Start of the span, nanoseconds since 1970, `until` excluded. */
  readonly from: bigint;
  readonly until: bigint;
  readonly name?: string | undefined;
  readonly kind?: string | undefined;
  readonly version?: string | undefined;
}

/** Times in nanoseconds; `null` when nothing has ended. */
export interface Figures {
  readonly count: number;
  readonly errors: number;
  readonly p50Ns: number | null;
  readonly p95Ns: number | null;
  readonly p99Ns: number | null;
  readonly totalNs: number;
  readonly usage: Usage;
}

export type UsageKey = 'model' | 'service' | 'version' | 'day' | 'session' | 'user' | 'program';

const FIGURES = `count() AS count, countIf(status = 2) AS errors, arrayMap(each -> round(each), quantilesIf(0.5, 0.95, 0.99)(${DURATION}, end > 0)) AS quantiles, countIf(end > 0) AS ended,
    sum(${DURATION}) AS total_ns, sumIf(prompt_tokens, own_usage) AS prompt_tokens, sumIf(completion_tokens, own_usage) AS completion_tokens,
    sumIf(total_tokens, own_usage) AS total_tokens, sumIf(cost, own_usage) AS cost`;

const KEYS: Readonly<Record<UsageKey, string>> = {
  model: 'toString(model)', service: 'toString(service)', version: 'toString(program_version)', day: "toString(toDate(fromUnixTimestamp64Nano(toInt64(start), 'UTC')))",
  session: 'traces.session', user: 'traces.user', program: 'traces.program',
};

// What only some span of the trace tells.
const OF_TRACES: Readonly<Partial<Record<UsageKey, string>>> = {
  session: "argMin(session_id, start) AS session FROM spans FINAL WHERE session_id != ''",
  user: "argMin(user_id, start) AS user FROM spans FINAL WHERE user_id != ''",
  program: "toString(argMin(name, (start, if(end = 0, 0, bitNot(end))))) AS program FROM spans FINAL WHERE kind IN ('CHAIN', 'AGENT')",
};

const FigureRow = z.object({ count: Count, errors: Count, quantiles: z.array(z.number().nullable()), ended: Count, total_ns: Count, ...UsageColumns.shape });
const OperationRows = z.array(FigureRow.extend({ name: z.string(), kind: z.string() }));
const SeriesRows = z.array(FigureRow.extend({ step: Int64 }));
const SlowestRows = z.array(z.object({
  trace: z.string(), span: z.string(), name: z.string(), kind: z.string(), service: z.string(), model: z.string(), started: Int64, duration_ns: Count, status: z.number(),
  input_preview: z.string(), ...UsageColumns.shape,
}));
const UsageRows = z.array(z.object({
  usage_key: z.string(), calls: Count, errors: Count, cache_hits: Count, calls_without_cost: Count, cache_read_tokens: NullableCount, cache_write_tokens: NullableCount,
  reasoning_tokens: NullableCount, ...UsageColumns.shape,
}));
const PromptRows = z.array(FigureRow.extend({ key: z.string(), models: z.array(z.string()), first_used: Int64, last_used: Int64, cut_off: Count, unreadable: Count, last_call: z.tuple([z.string(), z.string(), z.string()]) }));
const CallerRows = z.array(z.object({ trace: z.string(), program: z.string(), callers: z.array(z.tuple([z.string(), z.string()])) }));
const CallRows = z.array(z.object({
  trace: z.string(), span: z.string(), model: z.string(), started: Int64, duration_ns: Count, status: z.number(), input_preview: z.string(), output_preview: z.string(), ...UsageColumns.shape,
}));
const Size = z.tuple([z.object({ spans: Count })]);
const ShapeRows = z.array(z.object({ trace: z.string(), id: z.string(), parent: z.string(), name: z.string(), kind: z.string(), start_ns: Int64, end_ns: Int64 }));

/** A span of a sample. */
export interface ShapeSpan extends TreeSpan {
  readonly traceId: string;
  readonly name: string;
  readonly kind: string;
}

/** A sample holds about this many spans. */
const SAMPLE_SPANS = 20_000;
const MAX_SAMPLE_SPANS = 100_000;

/** Figures over many traces. A span that arrived twice counts once. */
export class Analysis {
  readonly #engine: SqlEngine;
  readonly #next: SqlEngine;
  readonly #sql = {
    operations: readQuery('operations'), series: readQuery('series'), slowest: readQuery('slowest'), usage: readQuery('usage'), prompts: readQuery('prompts'), promptCalls: readQuery('prompt_calls'), callers: readQuery('callers'),
    populationSize: readQuery('population_size'), population: readQuery('population'),
  };

  /** @param next answers the later queries of one question */
  constructor(engine: SqlEngine, next: SqlEngine) {
    this.#engine = engine;
    this.#next = next;
  }

  async operations(selection: SpanSelection, limit: number): Promise<(Figures & { name: string; kind: string })[]> {
    const rows = OperationRows.parse(await this.#ask(this.#sql.operations, selection, { limit }));
    return rows.map((row) => Object.assign(figuresOf(row), { name: row.name, kind: row.kind }));
  }

  async series(selection: SpanSelection, steps: number): Promise<{ stepNs: bigint; steps: (Figures & { start: bigint })[] }> {
    const stepNs = (selection.until - selection.from) / BigInt(steps) + 1n;
    const rows = SeriesRows.parse(await this.#ask(this.#sql.series, selection, { from: String(selection.from), step: String(stepNs) }));
    return { stepNs, steps: rows.map((row) => Object.assign(figuresOf(row), { start: selection.from + row.step * stepNs })) };
  }

  async slowest(selection: SpanSelection, limit: number) {
    const rows = SlowestRows.parse(await this.#ask(this.#sql.slowest, selection, { limit }));
    return rows.map(({ trace, span, name, kind, service, model, started, duration_ns: durationNs, status, input_preview: input, ...usage }) => ({
      traceId: trace, spanId: span, name, kind, service, model, start: started, durationNs, status: STATUS_CODES[status] ?? ('unset' satisfies StatusCode), input, usage: usageOf(usage),
    }));
  }

  async usage(selection: SpanSelection, by: UsageKey, limit: number) {
    const ofTraces = OF_TRACES[by];
    const join = ofTraces === undefined ? '' : `LEFT JOIN (SELECT trace_id, ${ofTraces} AND {{window}} GROUP BY trace_id) AS traces ON spans.trace_id = traces.trace_id`;
    const rows = UsageRows.parse(await this.#ask(fillSql(this.#sql.usage, { join, key: KEYS[by], window: '{{window}}', spans: '{{spans}}', where: '{{where}}' }), selection, { limit }));
    return rows.map((row) => ({
      key: row.usage_key, calls: row.calls, errors: row.errors, cacheHits: row.cache_hits, callsWithoutCost: row.calls_without_cost, usage: usageOf(row),
      cacheReadTokens: row.cache_read_tokens, cacheWriteTokens: row.cache_write_tokens, reasoningTokens: row.reasoning_tokens,
    }));
  }

  async prompts(selection: SpanSelection, limit: number) {
    const rows = PromptRows.parse(await this.#ask(this.#sql.prompts, selection, { limit }));
    const around = await this.#callers(selection, rows.map(({ last_call: [traceId] }) => traceId), rows.map(({ last_call: [, , caller] }) => caller));
    return rows.map(({ key, models, first_used: firstUsed, last_used: lastUsed, cut_off: cutOff, unreadable, last_call: [traceId, spanId, parent], ...row }) => {
      const { program = '', callers = [] } = around.get(traceId) ?? {};
      return Object.assign(figuresOf(row), { key, models, firstUsed, lastUsed, cutOff, unreadable, traceId, spanId, program, caller: callers.find(([id]) => id === parent)?.[1] ?? '' });
    });
  }

  async promptCalls(selection: SpanSelection, prompt: string, limit: number) {
    const rows = CallRows.parse(await this.#ask(this.#sql.promptCalls, selection, { prompt, limit }));
    return rows.map(({ trace, span, model, started, duration_ns: durationNs, status, input_preview: input, output_preview: output, ...usage }) => ({
      traceId: trace, spanId: span, model, start: started, durationNs, status: STATUS_CODES[status] ?? ('unset' satisfies StatusCode), input, output, usage: usageOf(usage),
    }));
  }

  /** Whole traces chosen at random, always the same ones while nothing arrives. */
  async sample(selection: SpanSelection): Promise<{ oneOf: number; spans: ShapeSpan[] }> {
    const [{ spans: size }] = Size.parse(await this.#ask(this.#sql.populationSize, selection, {}));
    const oneOf = Math.max(1, Math.round(size / SAMPLE_SPANS));
    const rows = ShapeRows.parse(await this.#ask(this.#sql.population, selection, { one_of: String(oneOf), limit: MAX_SAMPLE_SPANS }, this.#next));
    return {
      oneOf,
      spans: rows.map(({ trace, id, parent, name, kind, start_ns: start, end_ns: end }) => ({ traceId: trace, id, parentId: parent === NO_SPAN ? null : parent, name, kind, start, end })),
    };
  }

  async #callers(selection: SpanSelection, ids: readonly string[], callers: readonly string[]) {
    if (ids.length === 0) return new Map<string, z.infer<typeof CallerRows>[number]>();
    const rows = CallerRows.parse(await this.#ask(this.#sql.callers, selection, { ids, callers }, this.#next));
    return new Map(rows.map((row) => [row.trace, row]));
  }

  async #ask(sql: string, { query, from, until, name, kind, version }: SpanSelection, params: Readonly<Record<string, string | number | readonly string[]>>, engine = this.#engine): Promise<unknown[]> {
    const values = new SqlValues();
    const window = `start >= ${values.add(String(from), 'UInt64')} AND start < ${values.add(String(until), 'UInt64')}`;
    const spans = [
      name === undefined ? '' : `name = ${values.add(name, 'String')}`,
      kind === undefined ? '' : `kind = ${values.add(kind, 'String')}`,
      version === undefined ? '' : `program_version = ${values.add(version, 'String')}`,
    ].filter((part) => part !== '').join(' AND ') || '1';
    const text = fillSql(sql, { window, spans, where: traceCondition(query, window, values), figures: FIGURES });
    return engine.query(text, { ...values.params(), ...params });
  }
}

function figuresOf(row: z.infer<typeof FigureRow>): Figures {
  const [p50 = null, p95 = null, p99 = null] = row.ended === 0 ? [] : row.quantiles;
  return { count: row.count, errors: row.errors, p50Ns: p50, p95Ns: p95, p99Ns: p99, totalNs: row.total_ns, usage: usageOf(row) };
}
