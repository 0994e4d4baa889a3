/** A piece of a query. `text` is what it means, quotes and escapes taken away. */
export type Token =
  | Sign<'open'> | Sign<'close'> | Sign<'not'> | Sign<'or'> | Sign<'and'>
  | { readonly type: 'text'; readonly at: number; readonly length: number; readonly text: string }
  | FieldToken;

interface Sign<Type extends string> {
  readonly type: Type;
  readonly at: number;
  readonly length: number;
}

export interface FieldToken {
  readonly type: 'field';
  readonly at: number;
  readonly length: number;
  readonly field: string;
  readonly operator: Operator;
  /** Empty when nothing follows the operator. */
  readonly values: readonly ValueToken[];
}

export interface ValueToken {
  readonly at: number;
  readonly length: number;
  readonly text: string;
  readonly quoted: boolean;
}

type Operator = ':' | '=' | '!=' | '>' | '>=' | '<' | '<=';

const SPACE = /\s+/y;
const FIELD = /((?:attr|resource)\.(?:"(?:[^"\\]|\\.)*"|[^\s:=!<>"()]+)|[a-z][\w.]*)(!=|>=|<=|:(?:>=|<=|!=|[=<>])?|=|>|<)/iy;
const WORD = /[^\s()"]+/y;
const VALUE = /(?:[^\s(),"]|\([^\s()",]*\))+/y;

/** Cuts a query into pieces. Takes any text: a quote that is not closed goes to the end. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < source.length;) {
    const token = readToken(source, at);
    if (token !== undefined) tokens.push(token);
    at += token?.length ?? match(SPACE, source, at)?.[0].length ?? 1;
  }
  return tokens;
}

function readToken(source: string, at: number): Token | undefined {
  const char = source[at] ?? '';
  if (/\s/.test(char)) return undefined;
  if (char === '(' || char === ')') return { type: char === '(' ? 'open' : 'close', at, length: 1 };
  if (char === '"') return { type: 'text', ...readQuoted(source, at) };
  // A dash excludes what follows it; alone, or within a word, it is text.
  if (char === '-' && /[^\s-]/.test(source[at + 1] ?? '')) return { type: 'not', at, length: 1 };
  const field = match(FIELD, source, at);
  if (field !== undefined) return readField(source, at, field);
  const word = match(WORD, source, at)?.[0] ?? char;
  const operator = OPERATOR_WORDS.get(word);
  if (operator !== undefined) return { type: operator, at, length: word.length };
  return { type: 'text', at, length: word.length, text: word };
}

const OPERATOR_WORDS: ReadonlyMap<string, 'or' | 'and' | 'not'> = new Map([['OR', 'or'], ['or', 'or'], ['AND', 'and'], ['and', 'and'], ['NOT', 'not'], ['not', 'not']]);

function readField(source: string, at: number, [whole, field = '', operator = '']: RegExpExecArray): FieldToken {
  const values: ValueToken[] = [];
  let end = at + whole.length;
  for (;;) {
    const value = readValue(source, end);
    if (value === undefined) break;
    values.push(value);
    end += value.length;
    if (source[end] !== ',') break;
    end += 1;
  }
  // `duration:>2s` is `duration>2s`.
  const meant = operator.length > 1 && operator.startsWith(':') ? operator.slice(1) : operator;
  return { type: 'field', at, length: end - at, field, operator: meant as Operator, values };
}

function readValue(source: string, at: number): ValueToken | undefined {
  if (source[at] === '"') return { ...readQuoted(source, at), quoted: true };
  const text = match(VALUE, source, at)?.[0];
  return text === undefined ? undefined : { at, length: text.length, text, quoted: false };
}

function readQuoted(source: string, at: number): { at: number; length: number; text: string } {
  let text = '';
  let end = at + 1;
  for (; end < source.length && source[end] !== '"'; end += 1) {
    if (source[end] === '\\' && /["\\]/.test(source[end + 1] ?? '')) end += 1;
    text += source[end];
  }
  return { at, length: Math.min(end + 1, source.length) - at, text };
}

function match(pattern: RegExp, source: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source) ?? undefined;
}
