import type { Condition } from '../../../contract/query/query-ast.ts';
import { EXACT_NAMES, type Comparable, type Flag, type Names } from '../../../contract/query/query-fields.ts';
import { STATUS_CODES, type StatusCode } from '../../ingest/span.ts';
import { likePattern, likeText, type SqlValues } from './sql-parts.ts';

/** Nanoseconds; 0 for a span still running, and for one whose clock went backwards. */
export const DURATION = 'if(end > start, end - start, 0)';

const NAME_COLUMNS: Readonly<Record<Exclude<Names, 'status' | 'trace' | 'span' | 'tag' | 'label'>, string>> = {
  kind: 'kind', name: 'name', service: 'service', model: 'model', provider: 'provider', tool: 'tool_name', finish: 'finish_reason', message: 'status_message',
  session: 'session_id', user: 'user_id', version: 'program_version',
};

const FIGURES: Readonly<Partial<Record<Comparable, string>>> = {
  'duration': DURATION, 'tokens': 'total_tokens', 'tokens.prompt': 'prompt_tokens', 'tokens.completion': 'completion_tokens', 'cost': 'cost',
};

const FLAG_CONDITIONS: Readonly<Record<Exclude<Flag, 'pinned' | 'annotation'>, string>> = {
  error: 'status = 2', model: "model != ''", tokens: 'total_tokens IS NOT NULL', cost: 'cost IS NOT NULL', input: "input_preview != ''", output: "output_preview != ''",
  events: "events != ''", links: "links != ''", session: "session_id != ''", user: "user_id != ''", tag: 'notEmpty(tags)', truncated: 'notEmpty(truncated)',
  root: "parent_id = unhex('0000000000000000')", running: 'end = 0', cached: 'cache_hit',
};

/** The condition over the columns of one span. `undefined` for what only a trace as a whole can answer. */
export function spanCondition(condition: Condition, values: SqlValues): string | undefined {
  switch (condition.type) {
    case 'names': {
      if (condition.field === 'label') return undefined;
      const any = condition.patterns.map((pattern) => nameCondition(condition.field, { text: pattern, literal: condition.literal === true }, values)).join(' OR ');
      return condition.negated ? `NOT (${any})` : `(${any})`;
    }
    case 'number': {
      const figure = FIGURES[condition.field];
      return figure === undefined ? undefined : `ifNull(${figure} ${condition.comparison} ${values.add(condition.value, 'Float64')}, 0)`;
    }
    case 'flag':
      return condition.flag === 'pinned' || condition.flag === 'annotation' ? undefined : FLAG_CONDITIONS[condition.flag];
    case 'attribute':
      return attributeCondition(condition, values);
    default:
      return textCondition(condition.text, values);
  }
}

interface Pattern {
  readonly text: string;
  /** A star is a star. */
  readonly literal: boolean;
}

function nameCondition(field: Names, pattern: Pattern, values: SqlValues): string {
  switch (field) {
    case 'status': return `status = ${STATUS_CODES.indexOf(pattern.text.toLowerCase() as StatusCode)}`;
    case 'trace': return idCondition('trace_id', 32, pattern.text, values);
    case 'span': return idCondition('span_id', 16, pattern.text, values);
    case 'tag': return `arrayExists(tag -> ${matches('tag', pattern, true, values)}, tags)`;
    case 'label': return '0';
    default: return matches(NAME_COLUMNS[field], pattern, EXACT_NAMES.has(field), values);
  }
}

/** A whole id is found by the index, the beginning of one among all. */
function idCondition(column: string, digits: number, id: string, values: SqlValues): string {
  if (id.length === digits && /^[0-9a-f]+$/i.test(id)) return `${column} = toFixedString(unhex(${values.add(id, 'String')}), ${digits / 2})`;
  return matches(`hex(${column})`, { text: id.endsWith('*') ? id : `${id}*`, literal: false }, false, values);
}

function matches(expression: string, { text, literal }: Pattern, exact: boolean, values: SqlValues): string {
  if (exact && (literal || !text.includes('*'))) return `${expression} = ${values.add(text, 'String')}`;
  return `${expression} ${exact ? 'LIKE' : 'ILIKE'} ${values.add(literal ? likeText(text) : likePattern(text), 'String')}`;
}

function attributeCondition({ of, key, comparison, value, literal = false }: Extract<Condition, { type: 'attribute' }>, values: SqlValues): string {
  const name = values.add(key, 'String');
  const json = of === 'span' ? `attributes, ${name}` : `resource, 'attributes', ${name}`;
  const found = `if(JSONType(${json}) = 'String', JSONExtractString(${json}), JSONExtractRaw(${json}))`;
  const parts = [`JSONHas(${json})`, comparisonCondition(found, comparison, { text: value, literal }, values)];
  // JSON is read only where the index of words says that the name can be, and the value.
  if (of === 'span') parts.unshift(hasWords(comparison === '=' && (literal || !value.includes('*')) ? `${key} ${value}` : key, values));
  return `(${parts.filter((part) => part !== '').join(' AND ')})`;
}

function comparisonCondition(found: string, comparison: string, pattern: Pattern, values: SqlValues): string {
  if (comparison === '=' || comparison === '!=') return `${comparison === '=' ? '' : 'NOT '}(${matches(found, pattern, false, values)})`;
  const value = pattern.text;
  const number = Number(value);
  if (value.trim() === '' || Number.isNaN(number)) return `${found} ${comparison} ${values.add(value, 'String')}`;
  return `ifNull(toFloat64OrNull(${found}) ${comparison} ${values.add(number, 'Float64')}, 0)`;
}

/** Words are found whole; a star, a phrase and text that is not ASCII are compared letter by letter. */
function textCondition(text: string, values: SqlValues): string {
  const parts = [text.includes('*') ? '' : hasWords(text, values)];
  if (!/^[A-Za-z0-9]+$/.test(text)) {
    // As it stands in JSON, where a line break is a blank in the text that is searched.
    const written = JSON.stringify(text.replaceAll(/\s+/g, ' ')).slice(1, -1).toLowerCase();
    parts.push(`search_text LIKE ${values.add(`%${likePattern(written)}%`, 'String')}`);
  }
  return `(${parts.filter((part) => part !== '').join(' AND ')})`;
}

/** All words of an ASCII text, in any order; '' when it has none. The index answers it. */
function hasWords(text: string, values: SqlValues): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g);
  // Letters beyond ASCII count as part of a word, so that a word next to one is none of its own.
  // oxlint-disable-next-line no-control-regex
  if (words === null || /[^\x00-\x7f]/.test(text)) return '';
  return `hasAllTokens(search_text, tokens(${values.add(words.join(' '), 'String')}))`;
}
