import type { TraceListQuery } from '../../contract/trace-list.ts';

export type Sort = TraceListQuery['sort'];

const SORTS: readonly Sort[] = ['start', 'duration', 'tokens', 'cost', 'spans', 'errors'];

/** Which traces are listed, and how. It stands in the address. */
export interface ListLook {
  /** In the query language. */
  readonly q: string;
  readonly service: string | null;
  /** Nanoseconds since 1970: traces that start at `from` or later, and before `to`. */
  readonly from: string | null;
  readonly to: string | null;
  readonly sort: Sort;
}

export const WHOLE_LIST: ListLook = { q: '', service: null, from: null, to: null, sort: 'start' };

export function parseList(query: URLSearchParams): ListLook {
  const sort = SORTS.find((known) => known === query.get('sort')) ?? 'start';
  return { q: query.get('q') ?? '', service: query.get('service'), from: moment(query.get('from')), to: moment(query.get('to')), sort };
}

function moment(text: string | null): string | null {
  return text !== null && /^\d{1,19}$/.test(text) ? text : null;
}

/** The query that says the look, with its `?`, also for the API; empty for the whole list. */
export function formatList({ q, service, from, to, sort }: ListLook): string {
  const query = new URLSearchParams();
  if (q !== '') query.set('q', q);
  if (service !== null) query.set('service', service);
  if (from !== null) query.set('from', from);
  if (to !== null) query.set('to', to);
  if (sort !== 'start') query.set('sort', sort);
  return query.size === 0 ? '' : `?${query}`;
}

/** Whether everything that is stored is listed. */
export function isWhole({ q, service, from, to }: ListLook): boolean {
  return q === '' && service === null && from === null && to === null;
}
