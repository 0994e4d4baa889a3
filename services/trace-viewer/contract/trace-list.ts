import { z } from 'zod';

import { Nanoseconds, SpanKind, StatusCode, TraceId, Usage } from './scalars.ts';
import { TraceFilter } from './trace-filter.ts';

/** Query of `GET /api/traces`. */
export const TraceListQuery = TraceFilter.extend({
  /** Greatest first: `start` is newest first. */
  sort: z.enum(['start', 'duration', 'tokens', 'cost', 'spans', 'errors']).default('start'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  /** `next_cursor` of the page before; all else as it was asked then. What arrives meanwhile does not move the next page. */
  cursor: z.string().max(500).optional(),
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
  /** What calls of language models took, added up; more than `duration_ms` when they ran side by side. */
  lm_ms: z.number(),
  spans: z.number().int(),
  /** `error` when any span is in error, else `ok` when any span says so, else `unset`. */
  status: StatusCode,
  /** Number of spans in error. */
  errors: z.number().int(),
  /** False while no span without a parent has arrived; the earliest span then stands for the root. */
  has_root: z.boolean(),
  /** True while a span has been announced but not ended. */
  running: z.boolean(),
  /** True when retention leaves the trace alone. */
  pinned: z.boolean(),
  /**
   * Beginning of `input.value` and `output.value` on one line, at most 200 characters, of the earliest span that has
   * an input: under an HTTP server span that is the program. `null` when no span has one.
   */
  input: z.string().nullable(),
  output: z.string().nullable(),
  /** Names of the models used, each once, sorted. */
  models: z.array(z.string()),
  /** The first that any span tells; `null` when none does. */
  session: z.string().nullable(),
  user: z.string().nullable(),
  program_version: z.string().nullable(),
  tags: z.array(z.string()),
});
export type TraceSummary = z.infer<typeof TraceSummary>;

/** Answer of `GET /api/traces`. */
export const TraceList = z.object({
  traces: z.array(TraceSummary),
  /** Asks for the next page; `null` on the last one. */
  next_cursor: z.string().nullable(),
});
export type TraceList = z.infer<typeof TraceList>;

/** Query of `GET /api/histogram`. */
export const HistogramQuery = TraceFilter.extend({ steps: z.coerce.number().int().min(1).max(500).default(60) });
export type HistogramQuery = z.infer<typeof HistogramQuery>;

/** Answer of `GET /api/histogram`: how many of the traces start when. Without `from` and `to` it covers all that is stored. */
export const Histogram = z.object({
  from: Nanoseconds,
  to: Nanoseconds,
  step_ns: Nanoseconds,
  traces: z.number().int(),
  errors: z.number().int(),
  /** Steps without traces are left out. */
  steps: z.array(z.object({ start: Nanoseconds, traces: z.number().int(), /** Of them, with a span in error. */ errors: z.number().int() })),
});
export type Histogram = z.infer<typeof Histogram>;
