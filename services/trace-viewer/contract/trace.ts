import { z } from 'zod';

import { Attributes, Nanoseconds, OTEL_KINDS, SpanId, SpanKind, StatusCode, TraceId, Usage } from './scalars.ts';

export const SpanEvent = z.object({ name: z.string(), time: Nanoseconds, attrs: Attributes });
export type SpanEvent = z.infer<typeof SpanEvent>;

const SpanLink = z.object({ trace_id: z.string(), span_id: z.string(), attrs: Attributes });

const SpanStatus = z.object({ code: StatusCode, message: z.string() });

/** A span with everything below it. */
export const SpanNode = z.object({
  id: SpanId,
  /** As it was sent; `null` for a span that has no parent. */
  parent_id: SpanId.nullable(),
  name: z.string(),
  kind: SpanKind,
  otel_kind: z.enum(OTEL_KINDS),
  service: z.string(),
  start: Nanoseconds,
  end: Nanoseconds,
  duration_ms: z.number(),
  status: SpanStatus,
  /** True at the top of the tree when the parent has not arrived, or when parents form a circle. */
  orphan: z.boolean(),
  model: z.string().nullable(),
  usage: Usage,
  attrs: Attributes,
  events: z.array(SpanEvent),
  links: z.array(SpanLink),
  scope: z.object({ name: z.string(), version: z.string() }),
  /** Position in `Trace.resources`. */
  resource: z.number().int(),
  /**
   * What was cut to the size limit: names of attributes (`events[0].exception.stacktrace` for one of an event, `resource.NAME`, `scope.NAME`), `name`,
   * `status.message`, `trace_state`; `attributes` where some were left out.
   */
  truncated: z.array(z.string()),
  /** By start, then id. A branch deeper than 1,000 levels goes on as siblings on the last one. */
  get children(): z.ZodArray<typeof SpanNode> {
    return z.array(SpanNode);
  },
});
export type SpanNode = z.infer<typeof SpanNode>;

/** What emitted the spans: `service.name`, `host.name`, SDK and so on. */
export const Resource = z.object({ service: z.string(), attrs: Attributes });
export type Resource = z.infer<typeof Resource>;

/** Answer of `GET /api/traces/{id}`. */
export const Trace = Usage.extend({
  trace_id: TraceId,
  service: z.string(),
  name: z.string(),
  start: Nanoseconds,
  end: Nanoseconds,
  duration_ms: z.number(),
  spans: z.number().int(),
  status: StatusCode,
  errors: z.number().int(),
  models: z.array(z.string()),
  resources: z.array(Resource),
  /** The roots by start: more than one when spans of several roots share the id, or when parents are missing. */
  tree: z.array(SpanNode),
});
export type Trace = z.infer<typeof Trace>;

/** A span without what it carries; `GET /api/traces/{id}/spans/{spanId}` has that. */
export const SkeletonSpan = z.object({
  id: SpanId,
  parent_id: SpanId.nullable(),
  /** Position of the parent in `TraceSkeleton.spans`; -1 at the top. */
  parent: z.number().int(),
  /** 0 at the top. */
  depth: z.number().int(),
  name: z.string(),
  kind: SpanKind,
  service: z.string(),
  start: Nanoseconds,
  /** 0 while it runs. */
  end: Nanoseconds,
  duration_ms: z.number(),
  status: SpanStatus,
  /** True at the top when the parent has not arrived, or when parents form a circle. */
  orphan: z.boolean(),
  running: z.boolean(),
  model: z.string().nullable(),
  tool: z.string().nullable(),
  usage: Usage,
  /** Parts of the prompt tokens that were read from and written to a cache, and of the completion tokens that were thoughts. */
  cache_read_tokens: z.number().nullable(),
  cache_write_tokens: z.number().nullable(),
  reasoning_tokens: z.number().nullable(),
  cache_hit: z.boolean(),
  /** Beginning of input and output on one line. */
  input: z.string().nullable(),
  output: z.string().nullable(),
  /** True when values of it were cut to the size limit. */
  truncated: z.boolean(),
  /** Names the prompt apart from its data; `null` without one. */
  prompt_key: z.string().nullable(),
});
export type SkeletonSpan = z.infer<typeof SkeletonSpan>;

/** Answer of `GET /api/traces/{id}/skeleton`: flat, so that no depth and no number of spans is too much. */
export const TraceSkeleton = Trace.omit({ tree: true, resources: true, spans: true }).extend({
  pinned: z.boolean(),
  /** Each before everything below it, siblings by start. */
  spans: z.array(SkeletonSpan),
});
export type TraceSkeleton = z.infer<typeof TraceSkeleton>;

/** Answer of `GET /api/traces/{id}/spans/{spanId}`: a span without what is below it. */
export const SpanDetail = SpanNode.omit({ children: true, resource: true, orphan: true }).extend({ resource: Resource });
export type SpanDetail = z.infer<typeof SpanDetail>;
