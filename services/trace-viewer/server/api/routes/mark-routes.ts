import { z } from 'zod';

import { AnnotationInput, Annotations, Deleted, Pin } from '../../../contract/annotation.ts';
import { SpanId } from '../../../contract/scalars.ts';
import type { SpanStore } from '../../store/span-store.ts';
import { endpoint, type Endpoint } from '../endpoint.ts';
import { known, TraceParams } from './trace-routes.ts';

const AnnotationParams = TraceParams.extend({ name: z.string().min(1).max(200) });
const SpanQuery = z.object({ span_id: SpanId.optional() });

export const MARK_ROUTES: readonly Endpoint[] = [
  endpoint({
    method: 'DELETE',
    path: '/api/traces/{id}',
    about: 'Deletes a trace with its pin and its annotations.',
    params: TraceParams,
    answer: Deleted,
    handle: async ({ params: { id } }, { store, feed }) => {
      const spans = known(id, await store.countSpans(id));
      await store.deleteTrace(id);
      feed.deleted(id);
      return { spans };
    },
  }),
  endpoint({
    method: 'PUT',
    path: '/api/traces/{id}/pin',
    about: 'Keeps a trace whatever its age.',
    params: TraceParams,
    answer: Pin,
    handle: async ({ params: { id } }, { store }) => setPinned(store, id, true),
  }),
  endpoint({
    method: 'DELETE',
    path: '/api/traces/{id}/pin',
    about: 'Lets a trace go when its time comes.',
    params: TraceParams,
    answer: Pin,
    handle: async ({ params: { id } }, { store }) => setPinned(store, id, false),
  }),
  endpoint({
    method: 'GET',
    path: '/api/traces/{id}/annotations',
    about: 'What was said about a trace and its spans.',
    params: TraceParams,
    answer: Annotations,
    handle: ({ params: { id } }, { store }) => readAnnotations(store, id),
  }),
  endpoint({
    method: 'PUT',
    path: '/api/traces/{id}/annotations/{name}',
    about: 'Says something about a trace or one of its spans; what was said under the same name before is replaced.',
    params: AnnotationParams,
    body: AnnotationInput,
    answer: Annotations,
    handle: async ({ params: { id, name }, body: { span_id: spanId, score, label, note } }, { store }) => {
      known(id, await store.countSpans(id));
      await store.marks.annotate(id, { spanId, name, score, label, note });
      return readAnnotations(store, id);
    },
  }),
  endpoint({
    method: 'DELETE',
    path: '/api/traces/{id}/annotations/{name}',
    about: 'Takes back what was said.',
    params: AnnotationParams,
    query: SpanQuery,
    answer: Annotations,
    handle: async ({ params: { id, name }, query: { span_id: spanId } }, { store }) => {
      await store.marks.forgetAnnotation(id, spanId ?? null, name);
      return readAnnotations(store, id);
    },
  }),
];

async function setPinned(store: SpanStore, id: string, pinned: boolean): Promise<z.infer<typeof Pin>> {
  known(id, await store.countSpans(id));
  await store.marks.setPinned(id, pinned);
  return { pinned };
}

async function readAnnotations(store: SpanStore, id: string): Promise<z.infer<typeof Annotations>> {
  const annotations = await store.marks.annotations(id);
  return { annotations: annotations.map(({ spanId, name, score, label, note, createdMs }) => ({ name, span_id: spanId, score, label, note, created: new Date(createdMs).toISOString() })) };
}
