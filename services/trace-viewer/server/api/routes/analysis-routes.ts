import { Operations, OperationsQuery, PromptCalls, PromptCallsQuery, Prompts, PromptsQuery, Series, SeriesQuery, Slowest, SlowestQuery, TimeQuery, TimeReport, UsageQuery, UsageReport } from '../../../contract/analysis.ts';
import { toNanoseconds } from '../../../contract/time.ts';
import type { TraceFilter } from '../../../contract/trace-filter.ts';
import type { Figures, SpanSelection } from '../../store/analysis.ts';
import type { SpanStore } from '../../store/span-store.ts';
import { whereTimeGoes } from '../../transforms/where-time-goes.ts';
import { endpoint, type Endpoint } from '../endpoint.ts';
import { told, toUsage } from '../../transforms/figures.ts';
import { readFilter } from '../trace-query.ts';

const MS = 1e6;

export const ANALYSIS_ROUTES: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/api/analysis/operations',
    about: 'Count, errors, percentiles, tokens and cost of each operation, also compared with another time or version.',
    query: OperationsQuery,
    answer: Operations,
    handle: async ({ query: { limit, version, against_from: from, against_to: to, against_version: againstVersion, ...filter } }, { store }) => {
      const selection = await selectSpans(filter, store);
      const compared = from !== undefined || to !== undefined || againstVersion !== undefined;
      const against: SpanSelection = {
        ...selection,
        from: from === undefined ? selection.from : toNanoseconds(from),
        until: to === undefined ? selection.until : toNanoseconds(to),
        version: againstVersion ?? version,
      };
      const [operations, others] = await Promise.all([store.analysis.operations({ ...selection, version }, limit), compared ? store.analysis.operations(against, 1_000) : []]);
      const known = new Map(others.map((other) => [`${other.kind}\0${other.name}`, other]));
      return {
        operations: operations.map((operation) => {
          const other = known.get(`${operation.kind}\0${operation.name}`);
          return Object.assign(toFigures(operation), { name: operation.name, kind: operation.kind, against: other === undefined ? null : toFigures(other) });
        }),
      };
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/analysis/series',
    about: 'The same figures over time.',
    query: SeriesQuery,
    answer: Series,
    handle: async ({ query: { steps, ...filter } }, { store }) => {
      const selection = await selectSpans(filter, store);
      const found = await store.analysis.series(selection, steps);
      return {
        from: String(selection.from), to: String(selection.until), step_ns: String(found.stepNs),
        steps: found.steps.map(({ start, ...figures }) => Object.assign(toFigures(figures), { start: String(start) })),
      };
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/analysis/slowest',
    about: 'The spans that took longest: retrievals with span_kind=RETRIEVER, model calls with span_kind=LLM.',
    query: SlowestQuery,
    answer: Slowest,
    handle: async ({ query: { limit, ...filter } }, { store }) => {
      const spans = await store.analysis.slowest(await selectSpans(filter, store), limit);
      return {
        spans: spans.map(({ traceId, spanId, name, kind, service, model, start, durationNs, status, input, usage }) => Object.assign(toUsage(usage), {
          trace_id: traceId, span_id: spanId, name, kind, service, model: told(model), start: String(start), duration_ms: durationNs / MS, status, input: told(input),
        })),
      };
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/analysis/usage',
    about: 'Tokens and cost by model, service, version, day, session, user or program, as senders told them.',
    query: UsageQuery,
    answer: UsageReport,
    handle: async ({ query: { by, limit, ...filter } }, { store }) => {
      const rows = await store.analysis.usage(await selectSpans(filter, store), by, limit);
      return {
        rows: rows.map(({ key, calls, errors, cacheHits, callsWithoutCost, usage, cacheReadTokens, cacheWriteTokens, reasoningTokens }) => Object.assign(toUsage(usage), {
          key, calls, errors, cache_hits: cacheHits, calls_without_cost: callsWithoutCost, cache_read_tokens: cacheReadTokens,
          cache_write_tokens: cacheWriteTokens, reasoning_tokens: reasoningTokens,
        })),
      };
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/analysis/prompts',
    about: 'Prompts apart from their data, with how often, how fast and how well they were answered.',
    query: PromptsQuery,
    answer: Prompts,
    handle: async ({ query: { limit, ...filter } }, { store }) => {
      const prompts = await store.analysis.prompts(await selectSpans(filter, store), limit);
      return {
        prompts: prompts.map(({ key, models, firstUsed, lastUsed, cutOff, unreadable, traceId, spanId, program, caller, ...figures }) => Object.assign(toFigures(figures), {
          key, models, first_used: String(firstUsed), last_used: String(lastUsed), program: told(program), caller: told(caller), cut_off: cutOff, unreadable, trace_id: traceId, span_id: spanId,
        })),
      };
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/analysis/prompt-calls',
    about: 'The newest calls of one prompt.',
    query: PromptCallsQuery,
    answer: PromptCalls,
    handle: async ({ query: { prompt, limit, ...filter } }, { store }) => {
      const calls = await store.analysis.promptCalls(await selectSpans(filter, store), prompt, limit);
      return {
        calls: calls.map(({ traceId, spanId, model, start, durationNs, status, input, output, usage }) => Object.assign(toUsage(usage), {
          trace_id: traceId, span_id: spanId, model: told(model), start: String(start), duration_ms: durationNs / MS, status, input: told(input), output: told(output),
        })),
      };
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/analysis/time',
    about: 'Where time goes: models, retrieval, tools and own code per program; self time and critical path per operation.',
    query: TimeQuery,
    answer: TimeReport,
    handle: async ({ query }, { store }) => {
      const { oneOf, spans } = await store.analysis.sample(await selectSpans(query, store));
      const { traces, programs, operations } = whereTimeGoes(spans);
      const critical = operations.reduce((sum, operation) => sum + operation.critical, 0);
      return {
        sample: { traces, spans: spans.length, one_of: oneOf },
        programs: programs.slice(0, 200).map(({ program, traces: count, duration, lm, retrieval, tool, own }) => ({
          program, traces: count, duration_ms: duration / count / MS, lm_ms: lm / count / MS, retrieval_ms: retrieval / count / MS, tool_ms: tool / count / MS, own_ms: own / count / MS,
        })),
        operations: operations.slice(0, 200).map(({ name, kind, count, self, critical: waited }) => ({
          name, kind, count, self_ms: self / MS, critical_ms: waited / MS, critical_share: critical === 0 ? 0 : waited / critical,
        })),
      };
    },
  }),
];

type Selected = TraceFilter & { readonly operation?: string | undefined; readonly span_kind?: string | undefined };

/** Without `from` and `to`, all that is stored. */
export async function selectSpans({ operation, span_kind: kind, ...filter }: Selected, store: SpanStore): Promise<SpanSelection> {
  const { query, from, until } = readFilter(filter);
  const stored = from === undefined || until === undefined ? await store.list.timeRange() : undefined;
  const start = from ?? stored?.from ?? 0n;
  const end = until ?? stored?.until ?? 0n;
  return { query, from: start, until: end > start ? end : start, name: operation, kind };
}

function toFigures({ count, errors, p50Ns, p95Ns, p99Ns, totalNs, usage }: Figures) {
  return { count, errors, p50_ms: milliseconds(p50Ns), p95_ms: milliseconds(p95Ns), p99_ms: milliseconds(p99Ns), total_ms: totalNs / MS, ...toUsage(usage) };
}

function milliseconds(nanoseconds: number | null): number | null {
  return nanoseconds === null ? null : nanoseconds / MS;
}
