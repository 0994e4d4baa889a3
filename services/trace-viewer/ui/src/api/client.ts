import type { RefusedExport } from '../../../contract/doctor.ts';
import type { Session } from '../../../contract/session.ts';
import type { Stats } from '../../../contract/stats.ts';
import type { QueryHint } from '../../../contract/query/query-hints.ts';
import type { Histogram, TraceList } from '../../../contract/trace-list.ts';
import { unpackSkeleton, type TraceSkeleton } from '../../../contract/skeleton.ts';
import type { PackedSkeleton, SpanDetail, Trace } from '../../../contract/trace.ts';
import { formatList, type ListLook } from '../list-address.ts';
import { demoTrace } from '../model/demo-trace.ts';
import { request } from './request.ts';

/** Traces on a page of the list. */
const PAGE = 200;

/** A page of the list: the first, or the one that a cursor asks for. */
export function fetchTraces(look: ListLook, cursor: string | null, signal?: AbortSignal): Promise<TraceList> {
  const query = new URLSearchParams(formatList(look));
  query.set('limit', String(PAGE));
  if (cursor !== null) query.set('cursor', cursor);
  return request(`/api/traces?${query}`, signal === undefined ? {} : { signal });
}

/** Sessions, the one that was spoken in last first. */
export function fetchSessions(look: ListLook, limit: number, signal: AbortSignal): Promise<{ readonly sessions: readonly Session[] }> {
  const query = new URLSearchParams(formatList({ ...look, sort: 'start' }));
  query.set('limit', String(limit));
  return request(`/api/sessions?${query}`, { signal });
}

/** The newest traces of a session, the last of them first. */
export function fetchTurns(session: string, limit: number, signal: AbortSignal): Promise<TraceList> {
  return request(`/api/traces?${new URLSearchParams({ session, limit: String(limit) })}`, { signal });
}

export function fetchHistogram(look: ListLook, signal: AbortSignal): Promise<Histogram> {
  return request(`/api/histogram${formatList({ ...look, sort: 'start' })}`, { signal });
}

/** What a query can say, with the names that come up in what is stored. */
export function fetchQueryHints(signal: AbortSignal): Promise<{ readonly fields: readonly QueryHint[] }> {
  return request('/api/query-fields', { signal });
}

/** A trace without what its spans carry. */
export async function fetchSkeleton(id: string, signal: AbortSignal): Promise<TraceSkeleton> {
  return unpackSkeleton(await request<PackedSkeleton>(`/api/traces/${id}/skeleton`, { signal }));
}

/** All of a trace, with everything that its spans carry. */
export function fetchTrace(id: string, signal: AbortSignal): Promise<Trace> {
  return request(`/api/traces/${id}`, { signal });
}

export function fetchSpan(traceId: string, spanId: string, signal: AbortSignal): Promise<SpanDetail> {
  return request(`/api/traces/${traceId}/spans/${spanId}`, { signal });
}

export function fetchStats(signal: AbortSignal): Promise<Stats> {
  return request('/api/stats', { signal });
}

export function fetchRefused(signal: AbortSignal): Promise<{ readonly refused: readonly RefusedExport[] }> {
  return request('/api/doctor', { signal });
}

/** Deletes every trace. */
export function resetTraces(): Promise<{ readonly cleared: number }> {
  return request('/api/reset', { method: 'POST' });
}

function randomHex(digits: number): string {
  return [...crypto.getRandomValues(new Uint8Array(digits / 2))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Sends the demo trace as any exporter sends its traces. */
export async function sendDemoTrace(): Promise<void> {
  await request('/v1/traces', { method: 'POST', body: JSON.stringify(demoTrace(Date.now(), randomHex)) });
}
