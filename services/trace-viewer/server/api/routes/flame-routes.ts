import { FlameGraph, FlameQuery } from '../../../contract/flame.ts';
import { flameGraph } from '../../transforms/flame-graph.ts';
import { endpoint, type Endpoint } from '../endpoint.ts';
import { selectSpans } from './analysis-routes.ts';

const MS = 1e6;

export const FLAME_ROUTES: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/api/analysis/flame',
    about: 'A flame graph of many traces: spans by the path of names that leads to them, with the time they took.',
    query: FlameQuery,
    answer: FlameGraph,
    handle: async ({ query: { limit, ...filter } }, { store }) => {
      const { oneOf, spans } = await store.analysis.sample(await selectSpans(filter, store));
      const { traces, frames, leftOut } = flameGraph(spans, limit);
      return {
        sample: { traces, spans: spans.length, one_of: oneOf },
        frames: frames.map(({ parent, depth, name, kind, count, total, self, width, longest }) => ({
          parent, depth, name, kind, count, total_ms: total / MS, self_ms: self / MS, width_ms: width / MS, trace_id: longest.traceId, span_id: longest.id,
        })),
        left_out: leftOut,
      };
    },
  }),
];
