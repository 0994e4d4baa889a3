import { Stats } from '../../services/trace-viewer/contract/stats.ts';
import { SpanNode, Trace } from '../../services/trace-viewer/contract/trace.ts';
import { TraceList, type TraceSummary } from '../../services/trace-viewer/contract/trace-list.ts';
import { getJson } from './http-json.ts';
import { pollUntil } from './poll-until.ts';
import { type SpanTree, spanTree, viewerSpans } from './span-tree.ts';

const ARRIVAL_MS = 15_000;

/** The viewer's list, newest first, checked against its contract. */
export async function listTraces(viewer: { readonly base: string }): Promise<TraceSummary[]> {
  const { body } = await getJson(`${viewer.base}/api/traces?limit=1000`);
  return TraceList.parse(body).traces;
}

/** One trace with its tree, checked against the viewer's contract. */
export async function readTrace(viewer: { readonly base: string }, id: string): Promise<Trace> {
  const { status, body } = await getJson(`${viewer.base}/api/traces/${id}`);
  if (status !== 200) throw new Error(`the viewer answered ${status} for trace ${id}: ${JSON.stringify(body)}`);
  return Trace.parse(body);
}

export async function readStats(viewer: { readonly base: string }): Promise<Stats> {
  return Stats.parse((await getJson(`${viewer.base}/api/stats`)).body);
}

/** Waits for a trace that `fits` and has its root, the last of its spans to end, and then reads it whole. */
export async function awaitTrace(viewer: { readonly base: string }, fits: (trace: TraceSummary) => boolean, what: string): Promise<Trace> {
  const found = await pollUntil(async () => (await listTraces(viewer)).find((trace) => trace.has_root && fits(trace)), { timeoutMs: ARRIVAL_MS, what: `${what} to arrive in the viewer` });
  return readTrace(viewer, found.trace_id);
}

/** The trace as names and kinds, in the form that the other backends are compared in. */
export function treeOf(trace: Trace): SpanTree[] {
  return spanTree(viewerSpans(trace));
}

/** The only span of a name. */
export function spanNamed(trace: Trace, name: string): SpanNode {
  const spans = flatten(trace.tree).filter((span) => span.name === name);
  const [span] = spans;
  if (!span || spans.length > 1) throw new Error(`${spans.length} spans are named ${name} in trace ${trace.trace_id}`);
  return span;
}

/** The spans of a tree, each before those below it. */
export function flatten(spans: readonly SpanNode[]): SpanNode[] {
  return spans.flatMap((span) => [span].concat(flatten(span.children)));
}
