import type { Stats } from '../../../contract/stats.ts';
import type { TraceList } from '../../../contract/trace-list.ts';
import type { SpanDetail, Trace, TraceSkeleton } from '../../../contract/trace.ts';

/** The server refused or failed; `status` is 0 when it did not answer at all. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code = 'viewer_api';
  readonly status: number;

  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** How many traces the list asks for, and how many it can ask for at most. */
export const LIST_LIMITS = [200, 1_000] as const;
export type ListLimit = (typeof LIST_LIMITS)[number];

export function fetchTraces(service: string | null, limit: ListLimit, signal: AbortSignal): Promise<TraceList> {
  const query = new URLSearchParams({ limit: String(limit) });
  if (service !== null) query.set('service', service);
  return request(`/api/traces?${query}`, { signal });
}

/** A trace without what its spans carry. */
export function fetchSkeleton(id: string, signal: AbortSignal): Promise<TraceSkeleton> {
  return request(`/api/traces/${id}/skeleton`, { signal });
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

/** Deletes every trace. */
export function resetTraces(): Promise<{ readonly cleared: number }> {
  return request('/api/reset', { method: 'POST' });
}

/**
 * The page and the API come from the same server, of the same version: an answer is trusted to have the shape that
 * the shared contract gives it.
 */
async function request<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers: { accept: 'application/json' } });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError('The viewer’s server does not answer. Is it still running?', 0, { cause });
  }
  if (!response.ok) throw new ApiError(await detail(response), response.status);
  const body: T = await response.json();
  return body;
}

async function detail(response: Response): Promise<string> {
  const fallback = `The viewer’s server answered ${response.status} ${response.statusText}`.trim();
  try {
    const problem: unknown = await response.json();
    return typeof problem === 'object' && problem !== null && 'detail' in problem && typeof problem.detail === 'string' ? problem.detail : fallback;
  } catch {
    return fallback;
  }
}
