import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import type { TraceArrival } from '../../../contract/events.ts';
import { coalesce } from './coalesce.ts';

export type LiveState = 'connecting' | 'live' | 'lost';

/** How long a trace counts as just arrived, for its highlight. */
const FRESH_MS = 2_000;
const LIST_GAP_MS = 150;
const STATS_GAP_MS = 1_000;
const RETRY_MS = 2_000;

const arrivals = new Map<string, number>();

/** Whether the trace arrived a moment ago, while this page was open. */
export function isFresh(traceId: string): boolean {
  const time = arrivals.get(traceId);
  return time !== undefined && Date.now() - time < FRESH_MS;
}

const leaving = new Set<string>();

/** Stops refreshing a trace that this page is about to delete: asking for it again would only find it gone. Answers how to go on refreshing it. */
export function leaveTrace(traceId: string): () => void {
  leaving.add(traceId);
  return () => { leaving.delete(traceId); };
}

/** Listens to the server's events and refreshes what they touch. One connection for the whole page. */
export function useLive(): LiveState {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>('connecting');
  useEffect(() => connect(client, setState), [client]);
  return state;
}

function connect(client: QueryClient, tell: (state: LiveState) => void): () => void {
  // What is not in sight is asked for again when it comes into sight.
  const refetch = (key: readonly string[]) => () => client.invalidateQueries({ queryKey: key, refetchType: 'active' });
  const list = coalesce(refetch(['traces']), LIST_GAP_MS);
  const histogram = coalesce(refetch(['histogram']), STATS_GAP_MS);
  const stats = coalesce(refetch(['stats']), STATS_GAP_MS);
  const trace = coalesce(() => client.invalidateQueries({ queryKey: ['trace'], refetchType: 'active', predicate: ({ queryKey }) => !leaving.has(String(queryKey[1])) }), LIST_GAP_MS);
  const everything = (): void => {
    list();
    histogram();
    stats();
    trace();
  };

  let source: EventSource;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const open = (): void => {
    source = new EventSource('/api/events');
    source.addEventListener('open', () => {
      tell('live');
      // What arrived before there was a connection was not announced.
      everything();
    });
    source.addEventListener('trace', (event) => {
      const arrival: TraceArrival = JSON.parse(event.data);
      note(arrival.trace_id);
      list();
      histogram();
      stats();
      if (client.getQueryCache().find({ queryKey: ['trace', arrival.trace_id] })?.isActive() === true) trace();
    });
    source.addEventListener('deleted', everything);
    source.addEventListener('missed', everything);
    source.addEventListener('reset', everything);
    source.addEventListener('error', () => {
      tell('lost');
      // The browser connects again by itself unless it was refused.
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_MS);
    });
  };
  open();
  return () => {
    clearTimeout(retry);
    source.close();
  };
}

function note(traceId: string): void {
  const now = Date.now();
  if (!arrivals.has(traceId)) arrivals.set(traceId, now);
  for (const [id, time] of arrivals) {
    if (now - time < 60_000) break;
    arrivals.delete(id);
  }
}
