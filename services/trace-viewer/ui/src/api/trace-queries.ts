import { useQuery, type UseQueryResult } from '@tanstack/react-query';

import type { SpanDetail } from '../../../contract/trace.ts';
import { payloadsOf, type Payloads } from '../model/find.ts';
import { fetchSpan, fetchTrace } from './client.ts';

/** What a span carries; asked for again when something of its trace arrives. `null` asks for nothing. */
export function useSpan(traceId: string, spanId: string | null): UseQueryResult<SpanDetail> {
  return useQuery({ queryKey: ['trace', traceId, 'span', spanId], queryFn: ({ signal }) => fetchSpan(traceId, spanId ?? '', signal), enabled: spanId !== null });
}

/** What every span of a trace carries, once somebody searches in it. */
export function usePayloads(traceId: string, enabled: boolean): Payloads | undefined {
  const { data } = useQuery({
    queryKey: ['trace', traceId, 'payloads'], queryFn: async ({ signal }) => payloadsOf((await fetchTrace(traceId, signal)).tree), enabled, structuralSharing: false,
  });
  return data;
}
