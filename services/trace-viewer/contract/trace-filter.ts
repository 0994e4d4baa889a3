import { z } from 'zod';

import type { Condition, Query } from './query/query-ast.ts';
import { StatusCode } from './scalars.ts';
import { Moment } from './time.ts';

const Name = z.string().min(1).max(1_000).optional();
const Figure = z.coerce.number().nonnegative().optional();

/** Which traces are meant. All conditions have to hold. */
export const TraceFilter = z.object({
  /** A query in the language of docs/viewer.md. */
  q: z.string().optional(),
  /** Only traces with a span of this service, kind, model, status. */
  service: Name,
  kind: Name,
  model: Name,
  status: StatusCode.optional(),
  session: Name,
  user: Name,
  /** Of the whole trace. */
  min_duration_ms: Figure,
  max_duration_ms: Figure,
  min_tokens: Figure,
  max_tokens: Figure,
  min_cost: Figure,
  max_cost: Figure,
  /** Only traces that start at this time or later, or before this time. */
  from: Moment.optional(),
  to: Moment.optional(),
});
export type TraceFilter = z.infer<typeof TraceFilter>;

const NAMES = ['service', 'kind', 'model', 'status', 'session', 'user'] as const;
const FIGURES = [
  ['min_duration_ms', 'trace.duration', '>=', 1e6], ['max_duration_ms', 'trace.duration', '<=', 1e6], ['min_tokens', 'trace.tokens', '>=', 1],
  ['max_tokens', 'trace.tokens', '<=', 1], ['min_cost', 'trace.cost', '>=', 1], ['max_cost', 'trace.cost', '<=', 1],
] as const;

/** The filter's conditions beside `q` as a query. */
export function filterQuery(filter: TraceFilter, q: Query): Query {
  const parts: Query[] = q.type === 'all' ? [] : [q];
  for (const field of NAMES) {
    const value = filter[field];
    // A star in a name is a star.
    if (value !== undefined) parts.push({ type: 'names', field, patterns: [value], negated: false, literal: true } satisfies Condition);
  }
  for (const [name, field, comparison, unit] of FIGURES) {
    const value = filter[name];
    if (value !== undefined) parts.push({ type: 'number', field, comparison, value: value * unit });
  }
  const [only] = parts;
  if (only === undefined) return { type: 'all' };
  return parts.length === 1 ? only : { type: 'and', parts };
}
