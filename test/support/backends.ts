import { jaegerSpans, type JaegerTrace, phoenixSpans, type PhoenixTrace, type Span, viewerSpans, type ViewerTrace } from './span-tree.ts';

export type Backend = 'jaeger' | 'phoenix' | 'viewer';

/** Where each backend answers. */
export type BackendAddresses = Readonly<Record<Backend, URL>>;

/** The Compose service of each backend. */
export const BACKENDS = { jaeger: 'jaeger', phoenix: 'phoenix', viewer: 'trace-viewer' } as const satisfies Record<Backend, string>;

const READERS: Record<Backend, (addresses: BackendAddresses, traceId: string) => Promise<Span[]>> = {
  async jaeger({ jaeger }, traceId) {
    const answer = await getJson<JaegerTrace>(new URL(`/api/v3/traces/${traceId}`, jaeger));
    return answer === undefined ? [] : jaegerSpans(answer);
  },
  async phoenix({ phoenix }, traceId) {
    const answer = await getJson<PhoenixTrace>(new URL(`/v1/projects/default/spans?limit=1000&trace_id=${traceId}`, phoenix));
    return answer === undefined ? [] : phoenixSpans(answer);
  },
  async viewer({ viewer }, traceId) {
    const answer = await getJson<ViewerTrace>(new URL(`/api/traces/${traceId}`, viewer));
    return answer === undefined ? [] : viewerSpans(answer);
  },
};

/**
 * The spans of a trace in one backend, once at least `count` are there. When the time is up, those that are there: the
 * assertion on them then shows what is missing.
 */
export async function spansIn(backend: Backend, addresses: BackendAddresses, traceId: string, count: number, timeoutMs = 60_000): Promise<Span[]> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const spans = await READERS[backend](addresses, traceId);
    if (spans.length >= count || performance.now() > deadline) return spans;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** `undefined` while the backend is starting, or does not know the trace yet. */
async function getJson<Answer>(url: URL): Promise<Answer | undefined> {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
  return response?.ok === true ? ((await response.json()) as Answer) : undefined;
}
