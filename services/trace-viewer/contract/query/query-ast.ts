import type { Comparable, Flag, Names } from './query-fields.ts';

/** What a query means, apart from how it was written and from how it is answered. */
export type Query =
  | { readonly type: 'all' }
  | { readonly type: 'and'; readonly parts: readonly Query[] }
  | { readonly type: 'or'; readonly parts: readonly Query[] }
  | { readonly type: 'not'; readonly part: Query }
  | Condition;

/** One condition. Of several values, one has to fit; with `negated`, none may. */
export type Condition =
  | { readonly type: 'names'; readonly field: Names; readonly patterns: readonly string[]; readonly negated: boolean; /** A star is a star. */ readonly literal?: boolean; /** Of the span that fulfils the other conditions, also where the field belongs to the trace. */ readonly ofSpan?: boolean }
  | { readonly type: 'number'; readonly field: Comparable; readonly comparison: Comparison; readonly value: number }
  | { readonly type: 'flag'; readonly flag: Flag }
  | { readonly type: 'attribute'; readonly of: 'span' | 'resource'; readonly key: string; readonly comparison: Comparison; readonly value: string; /** A star is a star. */ readonly literal?: boolean }
  | { readonly type: 'text'; readonly text: string };

export type Comparison = '=' | '!=' | '>' | '>=' | '<' | '<=';

/** Why a query cannot be read, and where. */
export interface QueryProblem {
  /** Position of the first character that is wrong, from 0. */
  readonly at: number;
  readonly length: number;
  readonly expected: string;
  readonly message: string;
}

export type ParsedQuery = { readonly ok: true; readonly query: Query } | { readonly ok: false; readonly problem: QueryProblem };
