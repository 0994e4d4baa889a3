import type { Comparison, Condition, ParsedQuery, Query, QueryProblem } from './query-ast.ts';
import { ALIASES, COMPARABLES, FLAGS, NAMES, type Comparable, type Flag, type Names } from './query-fields.ts';
import { tokenize, type FieldToken, type Token, type ValueToken } from './query-lexer.ts';
import { expectedValue, readNumber } from './query-values.ts';

export const MAX_QUERY_LENGTH = 4_000;
const MAX_CONDITIONS = 50;
const MAX_DEPTH = 20;

/**
 * Reads a query: conditions next to each other all have to hold, `or` and parentheses combine them, a dash or `not`
 * excludes. Never throws: what cannot be read is told with its position and what was expected there.
 */
export function parseQuery(source: string): ParsedQuery {
  if (source.length > MAX_QUERY_LENGTH) return { ok: false, problem: problem(MAX_QUERY_LENGTH, source.length - MAX_QUERY_LENGTH, `at most ${MAX_QUERY_LENGTH} characters`, `${source.length} characters`) };
  try {
    return { ok: true, query: new Parser(tokenize(source), source.length).parse() };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, problem: error.problem };
    throw error;
  }
}

class Unreadable extends Error {
  readonly problem: QueryProblem;

  constructor(at: number, length: number, expected: string, found: string) {
    super(expected);
    this.problem = problem(at, length, expected, found);
  }
}

function problem(at: number, length: number, expected: string, found: string): QueryProblem {
  return { at, length, expected, message: `At character ${at + 1}: expected ${expected}, found ${found}.` };
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  #next = 0;
  #conditions = 0;

  constructor(tokens: readonly Token[], end: number) {
    this.#tokens = tokens;
    this.#end = end;
  }

  parse(): Query {
    if (this.#tokens.length === 0) return { type: 'all' };
    const query = this.#alternatives(0);
    const rest = this.#tokens[this.#next];
    if (rest !== undefined) throw new Unreadable(rest.at, rest.length, 'a condition', 'a ) that nothing opens');
    return query;
  }

  #alternatives(depth: number): Query {
    const parts = [this.#all(depth)];
    while (this.#take('or')) parts.push(this.#all(depth));
    return combine('or', parts);
  }

  #all(depth: number): Query {
    const parts: Query[] = [];
    for (;;) {
      const token = this.#tokens[this.#next];
      if (token === undefined || token.type === 'or' || token.type === 'close') break;
      if (token.type === 'and' && parts.length > 0) this.#next += 1;
      parts.push(this.#one(depth));
    }
    if (parts.length === 0) throw this.#unexpected('a condition');
    return combine('and', parts);
  }

  #one(depth: number): Query {
    const token = this.#tokens[this.#next];
    if (token === undefined || token.type === 'or' || token.type === 'and' || token.type === 'close') throw this.#unexpected('a condition');
    if (depth >= MAX_DEPTH) throw new Unreadable(token.at, token.length, `at most ${MAX_DEPTH} levels`, 'one more');
    this.#next += 1;
    if (token.type === 'not') return { type: 'not', part: this.#one(depth + 1) };
    if (token.type === 'open') {
      const inner = this.#alternatives(depth + 1);
      // Forgiven at the end: it is being written.
      if (!this.#take('close') && this.#next < this.#tokens.length) throw this.#unexpected(')');
      return inner;
    }
    // Each value of a list is a condition of its own where it is answered.
    this.#conditions += token.type === 'field' ? Math.max(1, token.values.length) : 1;
    if (this.#conditions > MAX_CONDITIONS) throw new Unreadable(token.at, token.length, `at most ${MAX_CONDITIONS} conditions`, 'one more');
    return token.type === 'field' ? condition(token) : { type: 'text', text: token.text };
  }

  #take(type: Token['type']): boolean {
    if (this.#tokens[this.#next]?.type !== type) return false;
    this.#next += 1;
    return true;
  }

  #unexpected(expected: string): Unreadable {
    const token = this.#tokens[this.#next];
    if (token === undefined) return new Unreadable(this.#end, 0, expected, 'the end');
    return new Unreadable(token.at, token.length, expected, token.type === 'close' ? ')' : token.type);
  }
}

function combine(type: 'and' | 'or', parts: readonly Query[]): Query {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : { type, parts };
}

function condition(token: FieldToken): Query {
  const written = token.field;
  const attribute = /^(attr|resource)\.(.+)$/is.exec(written);
  if (attribute !== null) return attributeCondition(token, attribute[1]?.toLowerCase() === 'attr' ? 'span' : 'resource', unquote(attribute[2] ?? ''));
  const lower = written.toLowerCase();
  const field = Object.hasOwn(ALIASES, lower) ? (ALIASES[lower] ?? lower) : lower;
  if (field === 'has') return flagCondition(token);
  if (Object.hasOwn(NAMES, field)) return nameCondition(token, field as Names);
  if (Object.hasOwn(COMPARABLES, field)) return numberCondition(token, field as Comparable);
  throw new Unreadable(token.at, written.length, `a field (${[...Object.keys(NAMES), ...Object.keys(COMPARABLES), 'has', 'attr.NAME', 'resource.NAME'].join(', ')}), or quotes around a text to search for`, JSON.stringify(written));
}

function attributeCondition(token: FieldToken, of: 'span' | 'resource', key: string): Query {
  const comparison: Comparison = token.operator === ':' ? '=' : token.operator;
  const values = someValues(token, 'a value');
  return combine(comparison === '!=' ? 'and' : 'or', values.map(({ text }): Condition => ({ type: 'attribute', of, key, comparison, value: text })));
}

function flagCondition(token: FieldToken): Query {
  const names = Object.keys(FLAGS).join(', ');
  if (token.operator !== ':' && token.operator !== '=') throw new Unreadable(token.at, token.length, '":"', JSON.stringify(token.operator));
  return combine('and', someValues(token, names).map((value): Condition => {
    const flag = value.text.toLowerCase();
    if (!Object.hasOwn(FLAGS, flag)) throw new Unreadable(value.at, value.length, `one of ${names}`, JSON.stringify(value.text));
    return { type: 'flag', flag: flag as Flag };
  }));
}

function nameCondition(token: FieldToken, field: Names): Query {
  const { operator } = token;
  if (operator !== ':' && operator !== '=' && operator !== '!=') throw new Unreadable(token.at + token.field.length, operator.length, '":", "=" or "!="', JSON.stringify(operator));
  const values = someValues(token, 'a value, in quotes when it has spaces');
  if (field === 'status') {
    const unknown = values.find(({ text }) => !/^(ok|error|unset)$/i.test(text));
    if (unknown !== undefined) throw new Unreadable(unknown.at, unknown.length, 'ok, error or unset', JSON.stringify(unknown.text));
  }
  return { type: 'names', field, patterns: values.map(({ text }) => text), negated: operator === '!=' };
}

/** `tokens:100..200` is a range that includes both ends; either may be left out. */
function numberCondition(token: FieldToken, field: Comparable): Query {
  const [value, more] = someValues(token, expectedValue(field));
  if (value === undefined || more !== undefined) throw new Unreadable(more?.at ?? token.at, more?.length ?? token.length, 'one value', 'a second one');
  const range = token.operator === ':' || token.operator === '=' ? /^(.*)\.\.(.*)$/.exec(value.text) : null;
  if (range === null) return { type: 'number', field, comparison: token.operator === ':' ? '=' : token.operator, value: number(field, value) };
  const [, from = '', to = ''] = range;
  const ends = [['>=', from], ['<=', to]] as const;
  const parts = ends.flatMap(([comparison, text]): Condition[] => (text === '' ? [] : [{ type: 'number', field, comparison, value: number(field, { ...value, text }) }]));
  if (parts.length === 0) throw new Unreadable(value.at, value.length, expectedValue(field), JSON.stringify(value.text));
  return combine('and', parts);
}

function number(field: Comparable, { text, at, length }: ValueToken): number {
  const value = readNumber(field, text);
  if (value === undefined) throw new Unreadable(at, length, expectedValue(field), JSON.stringify(text));
  return value;
}

function someValues(token: FieldToken, expected: string): readonly ValueToken[] {
  if (token.values.length === 0) throw new Unreadable(token.at + token.length, 0, `${expected} after ${JSON.stringify(token.field)}`, 'nothing');
  return token.values;
}

function unquote(key: string): string {
  return key.startsWith('"') ? key.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : key;
}
