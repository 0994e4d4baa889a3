import type { Condition, Query } from '../../../contract/query/query-ast.ts';
import type { Comparable, Flag, Names } from '../../../contract/query/query-fields.ts';
import { DURATION, spanCondition } from './span-condition.ts';
import { likePattern, type SqlValues } from './sql-parts.ts';

/** What belongs to the trace, whichever of its spans told it. */
const TRACE_NAMES: ReadonlySet<Names> = new Set(['service', 'session', 'user', 'tag', 'version', 'trace', 'label']);
const SPAN_FLAGS: ReadonlySet<Flag> = new Set(['root', 'running', 'cached', 'truncated']);

const TRACE_FIGURES: Readonly<Partial<Record<Comparable, string>>> = {
  'trace.duration': 'max(greatest(start, end)) - min(start)', 'trace.tokens': 'sumIf(total_tokens, own_usage)', 'trace.cost': 'sumIf(cost, own_usage)',
  'trace.spans': 'count()', 'trace.errors': 'countIf(status = 2)',
};

/**
 * The condition that a row of `spans` belongs to a trace which a query asks for. Conditions on spans that stand side
 * by side have to hold for one span of the trace; what is excluded may hold for none.
 *
 * @param window restricts the spans that are looked at, so that a look at the newest does not read the oldest
 */
export function traceCondition(query: Query, window: string, values: SqlValues): string {
  switch (query.type) {
    case 'all': return '1';
    case 'not': return `NOT (${traceCondition(query.part, window, values)})`;
    case 'or':
      return isAboutOneSpan(query) ? hasSpan(oneSpan(query, values), window) : `(${query.parts.map((part) => traceCondition(part, window, values)).join(' OR ')})`;
    case 'and': {
      const same = query.parts.filter(isAboutOneSpan);
      const others = query.parts.filter((part) => !isAboutOneSpan(part)).map((part) => traceCondition(part, window, values));
      const all = same.length === 0 ? others : [hasSpan(same.map((part) => oneSpan(part, values)).join(' AND '), window), ...others];
      return `(${all.join(' AND ')})`;
    }
    default: return isAboutOneSpan(query) ? hasSpan(oneSpan(query, values), window) : wholeTrace(query, window, values);
  }
}

function isAboutOneSpan(query: Query): boolean {
  switch (query.type) {
    case 'and': case 'or': return query.parts.every(isAboutOneSpan);
    case 'names': return query.ofSpan === true || !TRACE_NAMES.has(query.field);
    case 'number': return TRACE_FIGURES[query.field] === undefined && query.field !== 'score';
    case 'flag': return SPAN_FLAGS.has(query.flag);
    case 'attribute': return true;
    default: return false;
  }
}

function oneSpan(query: Query, values: SqlValues): string {
  if (query.type === 'and' || query.type === 'or') return `(${query.parts.map((part) => oneSpan(part, values)).join(query.type === 'and' ? ' AND ' : ' OR ')})`;
  if (query.type === 'all' || query.type === 'not') throw new Error(`${query.type} is not about one span`);
  const condition = spanCondition(query, values);
  if (condition === undefined) throw new Error(`${query.type} is not about one span`);
  return condition;
}

function hasSpan(condition: string, window: string): string {
  return `trace_id IN (SELECT trace_id FROM spans FINAL WHERE ${window} AND ${condition})`;
}

function wholeTrace(condition: Condition, window: string, values: SqlValues): string {
  if (condition.type === 'flag' && condition.flag === 'pinned') return 'trace_id IN (SELECT trace_id FROM pins FINAL)';
  if (condition.type === 'flag' && condition.flag === 'annotation') return 'trace_id IN (SELECT trace_id FROM annotations FINAL)';
  if (condition.type === 'names' && condition.field === 'label') {
    const any = condition.patterns.map((pattern) => `label ILIKE ${values.add(likePattern(pattern), 'String')}`).join(' OR ');
    return `trace_id IN (SELECT trace_id FROM annotations FINAL WHERE ${condition.negated ? 'NOT ' : ''}(${any}))`;
  }
  if (condition.type === 'number') {
    const comparison = `${condition.comparison} ${values.add(condition.value, 'Float64')}`;
    if (condition.field === 'score') return `trace_id IN (SELECT trace_id FROM annotations FINAL WHERE score ${comparison})`;
    return `trace_id IN (SELECT trace_id FROM spans FINAL WHERE ${window} GROUP BY trace_id HAVING ${TRACE_FIGURES[condition.field] ?? DURATION} ${comparison})`;
  }
  // `service!=a` asks for traces without a span of that service.
  if (condition.type === 'names' && condition.negated) return `NOT (${wholeTrace({ ...condition, negated: false }, window, values)})`;
  return hasSpan(spanCondition(condition, values) ?? '0', window);
}
