import { z } from 'zod';

import { SpanId, TraceId } from '../../../contract/scalars.ts';
import { PackedSkeleton, SpanDetail, Trace } from '../../../contract/trace.ts';
import { RequestRefusedError } from '../../ingest/request-refused-error.ts';
import { endpoint, type Endpoint } from '../endpoint.ts';
import { ResourceTable, toSpanNode, toTrace } from '../trace-tree.ts';
import { packSkeleton } from '../trace-skeleton.ts';

/** Ids may come in upper case. */
const lower = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);
export const TraceParams = z.object({ id: z.preprocess(lower, TraceId) });
const SpanParams = TraceParams.extend({ spanId: z.preprocess(lower, SpanId) });

export const TRACE_ROUTES: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/api/traces/{id}',
    about: 'One trace as a tree with everything that its spans carry.',
    params: TraceParams,
    answer: Trace,
    handle: async ({ params: { id } }, { store }) => toTrace(id, known(id, await store.trace(id))),
  }),
  endpoint({
    method: 'GET',
    path: '/api/traces/{id}/skeleton',
    about: 'One trace as a flat list in document order, without what its spans carry: for traces of any size. A list per field instead of an object per span.',
    params: TraceParams,
    answer: PackedSkeleton,
    handle: async ({ params: { id } }, { store }) => {
      const [spans, pinned] = await Promise.all([store.skeleton(id), store.marks.isPinned(id)]);
      return packSkeleton(id, known(id, spans), pinned);
    },
  }),
  endpoint({
    method: 'GET',
    path: '/api/traces/{id}/spans/{spanId}',
    about: 'One span with everything that it carries.',
    params: SpanParams,
    answer: SpanDetail,
    handle: async ({ params: { id, spanId } }, { store }) => {
      const span = await store.span(id, spanId);
      if (span === undefined) throw new RequestRefusedError(404, `There is no span ${spanId} in the trace ${id}.`);
      const resources = new ResourceTable();
      const { children: _children, orphan: _orphan, resource, ...rest } = toSpanNode(span, false, resources.position(span));
      const [shared = { service: span.service, attrs: {} }] = resources.list.slice(resource);
      return { ...rest, resource: shared };
    },
  }),
];

/** @throws RequestRefusedError 404 for a trace without spans */
export function known<Spans extends number | readonly unknown[]>(id: string, spans: Spans): Spans {
  if (spans === 0 || (typeof spans === 'object' && spans.length === 0)) throw new RequestRefusedError(404, `There is no trace ${id}.`);
  return spans;
}
