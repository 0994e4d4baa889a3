import { Sessions, SessionsQuery } from '../../../contract/session.ts';
import { told, toUsage } from '../../transforms/figures.ts';
import { endpoint, type Endpoint } from '../endpoint.ts';
import { selectSpans } from './analysis-routes.ts';

export const SESSION_ROUTES: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/api/sessions',
    about: 'Sessions, the one that was spoken in last first, with what their traces took.',
    query: SessionsQuery,
    answer: Sessions,
    handle: async ({ query: { limit, ...filter } }, { store }) => {
      const selection = await selectSpans(filter, store);
      const sessions = await store.sessions.newest(selection.query, selection, limit);
      return {
        sessions: sessions.map(({ session, user, traces, errors, start, end, busyNs, input, callsWithoutCost, usage }) => Object.assign(toUsage(usage), {
          session, user: told(user), traces, errors, start: String(start), end: String(end), duration_ms: Number(busyNs) / 1e6, input: told(input), calls_without_cost: callsWithoutCost,
        })),
      };
    },
  }),
];
