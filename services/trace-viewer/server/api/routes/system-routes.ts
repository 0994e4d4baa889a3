import { z } from 'zod';

import { QueryHint, QUERY_HINTS } from '../../../contract/query/query-hints.ts';
import { Reset, Stats } from '../../../contract/stats.ts';
import { RequestRefusedError } from '../../ingest/request-refused-error.ts';
import { endpoint, readInput, type Endpoint } from '../endpoint.ts';

const Health = z.object({ status: z.literal('ok') });
const HEALTHY: z.infer<typeof Health> = { status: 'ok' };

export const SYSTEM_ROUTES: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/api/stats',
    about: 'How much is stored.',
    answer: Stats,
    handle: async (_input, { store }) => {
      const { traces, services, spans } = await store.stats();
      return { traces, services, total_spans: spans };
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/query-fields',
    about: 'What a query can say, for completion: each field with what values it takes.',
    answer: z.object({ fields: z.array(QueryHint) }),
    handle: async (_input, { store }) => {
      const names = await store.names.common();
      return { fields: QUERY_HINTS.map(({ field, about, values, operators, choices }) => ({ field, about, values, operators, choices: choices.length > 0 ? choices : (names[field] ?? []) })) };
    },
  }),
  endpoint({
    method: 'POST',
    path: '/api/reset',
    about: 'Deletes everything.',
    answer: Reset,
    handle: async (_input, { store, feed }) => {
      const cleared = await store.reset();
      feed.reset(cleared);
      return { cleared };
    },
  }),
  {
    method: 'GET',
    path: '/api/events',
    about: 'Tells of traces as they arrive, as server-sent events.',
    answer: { media: 'text/event-stream' },
    serve: async (ctx, { streams }) => {
      readInput(ctx, undefined, undefined);
      if (streams.full) throw new RequestRefusedError(503, 'Too many clients listen already.', { headers: { 'Retry-After': '5' } });
      if (ctx.method === 'HEAD') {
        ctx.type = 'text/event-stream';
        ctx.status = 200;
        return;
      }
      ctx.respond = false;
      streams.serve(ctx.res);
    },
  },
  endpoint({ method: 'GET', path: '/health/live', about: 'Whether the viewer runs.', answer: Health, handle: () => HEALTHY }),
  endpoint({
    method: 'GET',
    path: '/health/ready',
    about: 'Whether the viewer can answer.',
    answer: Health,
    handle: async (_input, { store }) => {
      await store.ping();
      return HEALTHY;
    },
  }),
];
