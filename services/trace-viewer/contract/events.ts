import { z } from 'zod';

import { Nanoseconds, StatusCode, TraceId } from './scalars.ts';

/** `event: trace`: spans of this trace were stored. The figures are those of the spans that arrived, not of the trace. */
export const TraceArrival = z.object({
  trace_id: TraceId,
  service: z.string(),
  name: z.string(),
  start: Nanoseconds,
  end: Nanoseconds,
  spans: z.number().int(),
  status: StatusCode,
  /** True when the root span is among those that arrived: `name` is then the name of the trace. */
  has_root: z.boolean(),
});
export type TraceArrival = z.infer<typeof TraceArrival>;

/** `event: reset`: everything was deleted. */
export const ResetEvent = z.object({ cleared: z.number().int() });
export type ResetEvent = z.infer<typeof ResetEvent>;

/** `event: missed`: more traces arrived than are announced one by one; ask for the list again. */
export const MissedEvent = z.object({ traces: z.number().int() });
export type MissedEvent = z.infer<typeof MissedEvent>;
