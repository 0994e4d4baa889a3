import { z } from 'zod';

import { Comparison } from '../../../contract/comparison.ts';
import { compareTraces } from '../../transforms/compare-traces.ts';
import { traceMarkdown } from '../../transforms/trace-markdown.ts';
import { endpoint, readInput, type Endpoint } from '../endpoint.ts';
import { known, TraceParams } from './trace-routes.ts';

const MarkdownQuery = z.object({ max_chars: z.coerce.number().int().min(1_000).max(10_000_000).default(60_000) });
const CompareQuery = z.object({ a: TraceParams.shape.id, b: TraceParams.shape.id });

export const HAND_OVER_ROUTES: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/api/compare',
    about: 'Two traces laid over each other: differences in prompt, answer, time, tokens, cost.',
    query: CompareQuery,
    answer: Comparison,
    handle: async ({ query: { a, b } }, { store }) => {
      const [one, other] = await Promise.all([store.trace(a), store.trace(b)]);
      return compareTraces({ id: a, spans: known(a, one) }, { id: b, spans: known(b, other) });
    },
  }),
  {
    method: 'GET',
    path: '/api/traces/{id}/markdown',
    about: 'A trace as Markdown, to paste into an issue or a prompt.',
    params: TraceParams,
    query: MarkdownQuery,
    answer: { media: 'text/markdown' },
    serve: async (ctx, { store }) => {
      const { params: { id }, query: { max_chars: maxChars } } = readInput(ctx, TraceParams, MarkdownQuery);
      ctx.body = traceMarkdown(id, known(id, await store.trace(id)), { maxChars });
      ctx.set('Content-Type', 'text/markdown; charset=utf-8');
    },
  },
];
