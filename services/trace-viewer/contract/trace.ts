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

const Positions = z.array(z.number().int());

/** A field that few spans have: `at` are the positions of the spans that have it, `is` what they have. */
function sparse<Value extends z.ZodType>(value: Value) {
  return z.object({ at: Positions, is: z.array(value) });
}

/**
 * The spans of a trace without what they carry, each before everything below it, siblings by start: a list per field, so that a trace of 20,000
 * spans is small and read at once. `contract/skeleton.ts` reads them.
 */
const PackedSpans = z.object({
  /** Texts that come up again and again: `name`, `kind`, `service`, `status`, `model` and `tool` are positions in this list. */
  words: z.array(z.string()),
  id: z.array(SpanId),
  /** Position of the parent; -1 at the top. */
  parent: Positions,
  /** Of spans at the top whose parent has not arrived, or whose parents form a circle: the parent that they name. */
  parent_id: sparse(SpanId),
  name: Positions,
  kind: Positions,
  service: Positions,
  /** Nanoseconds since the trace's start. */
  start: z.array(z.number()),
  /** Nanoseconds, negative for a clock that went backwards; `null` while it runs. */
  duration: z.array(z.number().nullable()),
  /** `unset`, `ok` or `error`. */
  status: Positions,
  message: sparse(z.string()),
  model: sparse(z.number().int()),
  tool: sparse(z.number().int()),
  prompt_tokens: sparse(z.number()),
  completion_tokens: sparse(z.number()),
  total_tokens: sparse(z.number()),
  cost: sparse(z.number()),
  /** Positions of the spans that were answered from a cache. */
  cache_hit: Positions,
  /** Positions of the spans that tell what they were given or what they gave. */
  has_payload: Positions,
});

/** Answer of `GET /api/traces/{id}/skeleton`: flat, so that no depth and no number of spans is too much. */
export const PackedSkeleton = Trace.omit({ tree: true, resources: true, spans: true }).extend({ pinned: z.boolean(), spans: PackedSpans });
export type PackedSkeleton = z.infer<typeof PackedSkeleton>;

/** Answer of `GET /api/traces/{id}/spans/{spanId}`: a span without what is below it. */
export const SpanDetail = SpanNode.omit({ children: true, resource: true, orphan: true }).extend({ resource: Resource });
export type SpanDetail = z.infer<typeof SpanDetail>;
