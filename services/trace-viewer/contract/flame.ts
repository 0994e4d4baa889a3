import { z } from 'zod';

import { SpanId, SpanKind, TraceId } from './scalars.ts';
import { TraceFilter } from './trace-filter.ts';

/** Query of `GET /api/analysis/flame`. */
export const FlameQuery = TraceFilter.extend({
  /** The widest frames; narrower ones are left out. */
  limit: z.coerce.number().int().min(1).max(10_000).default(2_000),
});

const Frame = z.object({
  /** Position of the frame above, which comes before; -1 at the top. */
  parent: z.number().int(),
  depth: z.number().int(),
  name: z.string(),
  kind: SpanKind,
  count: z.number().int(),
  /** What its spans took, added up, and of it the time in which none of their children ran. */
  total_ms: z.number(),
  self_ms: z.number(),
  /** `self_ms` and the widths of all frames below: what ran side by side counts each. */
  width_ms: z.number(),
  /** The span that took longest. */
  trace_id: TraceId,
  span_id: SpanId,
});

/** Answer of `GET /api/analysis/flame`: traces laid over each other, by the names on the path to each span. */
export const FlameGraph = z.object({
  /** Whole traces are taken at random until some ten thousand spans are read: one of so many. */
  sample: z.object({ traces: z.number().int(), spans: z.number().int(), one_of: z.number().int() }),
  frames: z.array(Frame),
  /** Frames that were too narrow. */
  left_out: z.number().int(),
});
