import { Histogram, HistogramQuery, TraceList, TraceListQuery } from '../../../contract/trace-list.ts';
import { endpoint, type Endpoint } from '../endpoint.ts';
import { readCursor, writeCursor } from '../list-cursor.ts';
import { readFilter } from '../trace-query.ts';
import { toTraceSummary } from '../trace-summary.ts';

export const TRACE_LIST_ROUTES: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/api/traces',
    about: 'Lists traces, newest first unless sorted otherwise.',
    query: TraceListQuery,
    answer: TraceList,
    handle: async ({ query: { sort, limit, cursor, ...filter } }, { store }) => {
      const after = cursor === undefined ? undefined : readCursor(cursor, sort);
      const { traces, next } = await store.list.page({ ...readFilter(filter), sort, limit, after });
      return { traces: traces.map(toTraceSummary), next_cursor: next === undefined ? null : writeCursor(sort, next) };
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/histogram',
    about: 'Counts the traces of a filter over time.',
    query: HistogramQuery,
    answer: Histogram,
    handle: async ({ query: { steps, ...filter } }, { store }) => {
      const { query, from, until } = readFilter(filter);
      const stored = from === undefined || until === undefined ? await store.list.timeRange() : undefined;
      const range = { from: from ?? stored?.from ?? 0n, until: until ?? stored?.until ?? 0n };
      if (range.until <= range.from) return { from: String(range.from), to: String(range.from), step_ns: '1', traces: 0, errors: 0, steps: [] };
      const found = await store.list.histogram({ query, ...range, steps, first: from === undefined });
      return {
        from: String(range.from),
        to: String(range.until),
        step_ns: String(found.stepNs),
        traces: found.steps.reduce((sum, { traces }) => sum + traces, 0),
        errors: found.steps.reduce((sum, { errors }) => sum + errors, 0),
        steps: found.steps.map(({ start, traces, errors }) => ({ start: String(start), traces, errors })),
      };
    },
  }),
];
