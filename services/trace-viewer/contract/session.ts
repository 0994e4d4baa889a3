import { z } from 'zod';

import { Nanoseconds, Usage } from './scalars.ts';
import { TraceFilter } from './trace-filter.ts';

/** Query of `GET /api/sessions`. */
export const SessionsQuery = TraceFilter.extend({ limit: z.coerce.number().int().min(1).max(1_000).default(200) });

/** The traces of one session that a filter finds, as one row. */
const Session = Usage.extend({
  session: z.string(),
  /** The first that any of its traces tells; `null` when none does. */
  user: z.string().nullable(),
  traces: z.number().int(),
  /** Of them, with a span in error. */
  errors: z.number().int(),
  /** Earliest start and latest end of any span. */
  start: Nanoseconds,
  end: Nanoseconds,
  /** What its traces took, added up: without the time in between. */
  duration_ms: z.number(),
  /** Beginning of the input of the first trace that has one. */
  input: z.string().nullable(),
  /** Model calls whose cost nobody told, those that a cache answered apart: with one of them `cost` is only a lower bound. */
  calls_without_cost: z.number().int(),
});

/** Answer of `GET /api/sessions`: the one with the newest span first. */
export const Sessions = z.object({ sessions: z.array(Session) });
export type Session = z.infer<typeof Session>;
