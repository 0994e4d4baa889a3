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
  /** True when a span among those that arrived has been announced but not ended. */
  running: z.boolean(),
});
export type TraceArrival = z.infer<typeof TraceArrival>;

/** `event: reset`: everything was deleted. */
export const ResetEvent = z.object({ cleared: z.number().int() });
export type ResetEvent = z.infer<typeof ResetEvent>;

/** `event: deleted`: this trace is gone. */
export const DeletedEvent = z.object({ trace_id: TraceId });
export type DeletedEvent = z.infer<typeof DeletedEvent>;

/** Query of `GET /api/events`. */
export const EventsQuery = z.object({
  /** Only traces that a query in the language of docs/viewer.md finds. */
  q: z.string().optional(),
});

/**
 * `event: missed`: more traces arrived than are announced one by one, or nobody knows what did since `Last-Event-ID`
 * (`traces` is 0 then); ask for the list again.
 */
export const MissedEvent = z.object({ traces: z.number().int() });
export type MissedEvent = z.infer<typeof MissedEvent>;
