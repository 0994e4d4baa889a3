import { z } from 'zod';

import { SpanId } from './scalars.ts';

/** Body of `PUT /api/traces/{id}/annotations/{name}`: at least one of score, label and note. */
export const AnnotationInput = z.object({
  /** Without one it is about the whole trace. */
  span_id: SpanId.nullable().default(null),
  score: z.number().nullable().default(null),
  label: z.string().max(200).default(''),
  note: z.string().max(20_000).default(''),
}).refine(({ score, label, note }) => score !== null || label !== '' || note !== '', 'expected a score, a label or a note');

/** What somebody said about a trace or a span. */
const Annotation = z.object({
  name: z.string(),
  span_id: SpanId.nullable(),
  score: z.number().nullable(),
  label: z.string(),
  note: z.string(),
  /** `2026-11-27T18:00:00.000Z` */
  created: z.string(),
});

/** Answer of `GET /api/traces/{id}/annotations`. */
export const Annotations = z.object({ annotations: z.array(Annotation) });

export const Pin = z.object({ pinned: z.boolean() });

/** Answer of `DELETE /api/traces/{id}`: how many spans are gone. */
export const Deleted = z.object({ spans: z.number().int() });
