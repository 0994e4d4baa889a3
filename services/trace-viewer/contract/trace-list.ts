import { z } from 'zod';

import { Nanoseconds, SpanKind, StatusCode, TraceId, Usage } from './scalars.ts';

/** Query of `GET /api/traces`. */
export const TraceListQuery = z.object({
  /** Only traces with a span of this service. */
  service: z.string().min(1).max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});
export type TraceListQuery = z.infer<typeof TraceListQuery>;

/** One row of the list. Name, kind and service are those of the root span. */
export const TraceSummary = Usage.extend({
  trace_id: TraceId,
  service: z.string(),
  name: z.string(),
  kind: SpanKind,
  /** Earliest start and latest end of any span. */
  start: Nanoseconds,
  end: Nanoseconds,
  duration_ms: z.number(),
  spans: z.number().int(),
  /** `error` when any span is in error, else `ok` when any span says so, else `unset`. */
  status: StatusCode,
  /** Number of spans in error. */
  errors: z.number().int(),
  /** False while no span without a parent has arrived; the earliest span then stands for the root. */
  has_root: z.boolean(),
  /**
   * Beginning of `input.value` and `output.value` on one line, at most 200 characters, of the earliest span that has
   * an input: under an HTTP server span that is the program. `null` when no span has one.
   */
  input: z.string().nullable(),
  output: z.string().nullable(),
  /** Names of the models used, each once, sorted. */
  models: z.array(z.string()),
});
export type TraceSummary = z.infer<typeof TraceSummary>;

/** Answer of `GET /api/traces`, newest first. */
export const TraceList = z.object({ traces: z.array(TraceSummary) });
export type TraceList = z.infer<typeof TraceList>;
