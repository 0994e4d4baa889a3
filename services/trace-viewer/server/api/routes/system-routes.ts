import { z } from 'zod';

import { EventsQuery } from '../../../contract/events.ts';
import type { Query } from '../../../contract/query/query-ast.ts';
import { Doctor } from '../../../contract/doctor.ts';
import { QueryHint, QUERY_HINTS } from '../../../contract/query/query-hints.ts';
import { Reset, Stats } from '../../../contract/stats.ts';
import { RequestRefusedError } from '../../ingest/request-refused-error.ts';
import type { SpanStore } from '../../store/span-store.ts';
import { endpoint, readInput, type Endpoint } from '../endpoint.ts';
import type { FeedEvent } from '../trace-feed.ts';
import { readQueryText } from '../trace-query.ts';

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
    method: 'GET',
    path: '/api/doctor',
    about: 'The latest requests that came on a wrong path or in a form that cannot be read.',
    answer: Doctor,
    handle: (_input, { refused }) => ({ refused: [...refused.latest] }),
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
    query: EventsQuery,
    serve: async (ctx, { streams, store, onUnexpected }) => {
      const { q } = readInput(ctx, undefined, EventsQuery).query;
      const query = readQueryText(q);
      if (streams.full) throw new RequestRefusedError(503, 'Too many clients listen already.', { headers: { 'Retry-After': '5' } });
      if (ctx.method === 'HEAD') {
        ctx.type = 'text/event-stream';
        ctx.status = 200;
        return;
      }
      ctx.respond = false;
      const lastEventId = ctx.get('last-event-id') || undefined;
      streams.serve(ctx.res, { lastEventId, onUnexpected, filter: query.type === 'all' ? undefined : (events) => matchingEvents(events, query, store) });
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

/** Events of traces that a query finds, and all that are not about one trace. */
async function matchingEvents(events: readonly FeedEvent[], query: Query, store: SpanStore): Promise<readonly FeedEvent[]> {
  const arrivals = events.flatMap((event) => (event.name === 'trace' ? event.data : []));
  if (arrivals.length === 0) return events;
  const first = arrivals.reduce((least, { start }) => (BigInt(start) < least ? BigInt(start) : least), BigInt(arrivals[0]?.start ?? 0));
  const found = await store.list.matching(query, arrivals.map(({ trace_id: id }) => id), first);
  return events.filter((event) => event.name !== 'trace' || found.has(event.data.trace_id));
}
