import { parseQuery } from '../../contract/query/parse-query.ts';
import type { Query } from '../../contract/query/query-ast.ts';
import { toNanoseconds } from '../../contract/time.ts';
import { filterQuery, type TraceFilter } from '../../contract/trace-filter.ts';
import { RequestRefusedError } from '../ingest/request-refused-error.ts';

/** What a filter asks of the store. */
export interface FilteredTime {
  readonly query: Query;
  readonly from: bigint | undefined;
  readonly until: bigint | undefined;
}

/** @throws RequestRefusedError 400 for a query that cannot be read */
export function readFilter(filter: TraceFilter): FilteredTime {
  const from = filter.from === undefined ? undefined : toNanoseconds(filter.from);
  const until = filter.to === undefined ? undefined : toNanoseconds(filter.to);
  return { query: filterQuery(filter, readQueryText(filter.q)), from, until };
}

/** @throws RequestRefusedError 400 */
export function readQueryText(q: string | undefined): Query {
  const parsed = parseQuery(q ?? '');
  if (!parsed.ok) throw new RequestRefusedError(400, `The query cannot be read. ${parsed.problem.message}`);
  return parsed.query;
}
