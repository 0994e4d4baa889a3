import { z } from 'zod';

import { COMPARABLES, FLAGS, NAMES } from './query-fields.ts';

/** A field of the query language, for completion. */
export const QueryHint = z.object({
  /** As it is written: `kind`, `duration`, `attr.`. */
  field: z.string(),
  about: z.string(),
  /** What values it takes: names (with `*`), numbers with a unit, one of `choices`, anything. */
  values: z.enum(['name', 'duration', 'count', 'amount', 'choice', 'attribute']),
  operators: z.array(z.string()),
  /** Every value there is, or those that come up most often in what is stored. */
  choices: z.array(z.string()),
});
export type QueryHint = z.infer<typeof QueryHint>;

const VALUES_OF_UNIT = { 'ms': 'duration', '$': 'amount', '': 'count' } as const;
const NAME_OPERATORS = [':', '!='];

/** Everything that a query can say. */
export const QUERY_HINTS: readonly QueryHint[] = [
  ...Object.entries(NAMES).map(([field, about]): QueryHint =>
    field === 'status'
      ? { field, about, values: 'choice', operators: NAME_OPERATORS, choices: ['ok', 'error', 'unset'] }
      : { field, about, values: 'name', operators: NAME_OPERATORS, choices: [] }),
  ...Object.entries(COMPARABLES).map(([field, { unit, about }]): QueryHint => ({ field, about, values: VALUES_OF_UNIT[unit], operators: ['>', '>=', '<', '<=', ':'], choices: [] })),
  { field: 'has', about: 'what a trace has', values: 'choice', operators: [':'], choices: Object.keys(FLAGS) },
  { field: 'attr.', about: 'attribute of the span, by its name', values: 'attribute', operators: [':', '!=', '>', '>=', '<', '<='], choices: [] },
  { field: 'resource.', about: 'attribute of what sent the span, by its name', values: 'attribute', operators: [':', '!=', '>', '>=', '<', '<='], choices: [] },
];
