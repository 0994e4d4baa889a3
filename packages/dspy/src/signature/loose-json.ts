import { DEEPEST } from './strict-json.ts';

/** Ends of texts by what they begin with. */
const QUOTES: Readonly<Record<string, string>> = { '"': '"', "'": "'", '`': '`', '“': '”', '‘': '’' };
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['null', null],
  ['None', null],
  ['undefined', null],
]);
const COMMENT = /\s(?:#|\/\/|\/\*).*$/s;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '\n': '' };

/**
 * Reads a value that is JSON, or nearly so, at a place in a text: with Python's words, quotes and tuples, without
 * quotes, with comments, commas too many or too few, quotes inside of texts that should have been escaped, or cut off.
 * JSON is read as `JSON.parse` reads it. What follows the value is not looked at. The time it takes grows with the
 * length of the text only.
 *
 * @throws {SyntaxError} when it is nested too deeply.
 */
export function readLooseJson(text: string, from = 0): { readonly value: unknown; readonly end: number } {
  const reader = new LooseReader(text, from);
  const value = reader.value();
  return { value, end: reader.end };
}

class LooseReader {
  readonly #text: string;
  #at: number;
  #depth = 0;

  constructor(text: string, from: number) {
    this.#text = text;
    this.#at = from;
  }

  get end(): number {
    return this.#at;
  }

  value(): unknown {
    this.#skip();
    while (this.#char === ':') {
      this.#at += 1;
      this.#skip();
    }
    const char = this.#char;
    if (char === '{') return this.#nested(() => this.#members());
    if (char === '[') return this.#nested(() => this.#items(']'));
    if (char === '(') return this.#nested(() => this.#items(')'));
    return Object.hasOwn(QUOTES, char) ? this.#string(',}])') : this.#bare(/[,}\])\n]|$/g);
  }

  /** The character that comes next; empty at the end. */
  get #char(): string {
    return this.#text.charAt(this.#at);
  }

  #nested<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new SyntaxError(`lists and objects are nested more than ${DEEPEST} deep`);
    this.#at += 1;
    const value = read();
    this.#depth -= 1;
    return value;
  }

  #members(): unknown {
    const members: [string, unknown][] = [];
    const items: unknown[] = [];
    for (this.#skip(); this.#char !== '' && !'}])'.includes(this.#char); this.#skip()) {
      if (this.#char === ',') {
        this.#at += 1;
        continue;
      }
      const key = '{[('.includes(this.#char) ? this.value() : this.#key();
      this.#skip();
      if (typeof key !== 'string' || !this.#takeColon()) {
        items.push(key);
        continue;
      }
      this.#skip();
      if (this.#char !== '') members.push([key, ',}])'.includes(this.#char) ? null : this.value()]);
    }
    if (this.#char === '}') this.#at += 1;
    // Braces around values without names are a set of Python's.
    return members.length === 0 && items.length > 0 ? items : Object.fromEntries(members);
  }

  #takeColon(): boolean {
    const length = this.#char === ':' ? 1 : this.#text.startsWith('=>', this.#at) ? 2 : this.#char === '=' ? 1 : 0;
    this.#at += length;
    return length > 0;
  }

  #items(close: string): unknown[] {
    const items: unknown[] = [];
    for (this.#skip(); this.#char !== '' && this.#char !== close; this.#skip()) {
      const char = this.#char;
      // The end of something around this list: it was left open.
      if (char === '}' || (char === ']' && close === ')')) return items;
      if (char === ',' || char === ')') {
        this.#at += 1;
        continue;
      }
      const item = this.value();
      if (item !== '...') items.push(item);
    }
    if (this.#char === close) this.#at += 1;
    return items;
  }

  #key(): string {
    if (Object.hasOwn(QUOTES, this.#char)) return this.#string(':=,}]');
    const key = this.#bare(/[:=,}\])\n]|$/g);
    return typeof key === 'string' ? key : String(key);
  }

  /** A text; it ends where its quote is followed by what may come next, since models forget to escape quotes. */
  #string(mayFollow: string): string {
    const quote = this.#char;
    const triple = quote.repeat(3);
    if ((quote === '"' || quote === "'") && this.#text.startsWith(triple, this.#at)) return this.#until(triple);
    const close = QUOTES[quote] ?? quote;
    const special = close === '"' ? /["\\]/g : new RegExp(`[${close}\\\\]`, 'g');
    const parts: string[] = [];
    let from = this.#at + 1;
    for (let next = find(special, this.#text, from); next !== undefined; next = find(special, this.#text, this.#at)) {
      parts.push(this.#text.slice(from, next));
      this.#at = next;
      if (this.#char === '\\') parts.push(this.#escape());
      else if (this.#isEnd(next, mayFollow)) {
        this.#at = next + 1;
        return parts.join('');
      } else {
        parts.push(close);
        this.#at = next + 1;
      }
      from = this.#at;
    }
    parts.push(this.#text.slice(from));
    this.#at = this.#text.length;
    return parts.join('');
  }

  #isEnd(quote: number, mayFollow: string): boolean {
    const next = find(/\S/g, this.#text, quote + 1);
    if (next === undefined) return true;
    const char = this.#text.charAt(next);
    return mayFollow.includes(char) || (next > quote + 1 && Object.hasOwn(QUOTES, char));
  }

  #until(end: string): string {
    const start = this.#at + end.length;
    const found = this.#text.indexOf(end, start);
    this.#at = found < 0 ? this.#text.length : found + end.length;
    return this.#text.slice(start, found < 0 ? undefined : found);
  }

  #escape(): string {
    const letter = this.#text.charAt(this.#at + 1);
    const digits = letter === 'u' ? 4 : letter === 'x' ? 2 : 0;
    const hex = this.#text.slice(this.#at + 2, this.#at + 2 + digits);
    if (digits > 0 && hex.length === digits && /^[0-9a-f]+$/i.test(hex)) {
      this.#at += 2 + digits;
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    this.#at += 2;
    return ESCAPES[letter] ?? letter;
  }

  /** What stands there without quotes, up to the first match of `end`. */
  #bare(end: RegExp): unknown {
    const stop = find(end, this.#text, this.#at) ?? this.#text.length;
    const text = this.#text.slice(this.#at, stop).trim();
    this.#at = stop;
    // A comment ends numbers and words; other text may have its marks inside.
    for (const written of [text, text.replace(COMMENT, '').trimEnd()]) {
      if (WORDS.has(written)) return WORDS.get(written);
      if (NUMBER.test(written)) return Number(written);
    }
    return text;
  }

  /** Goes past white space and comments. */
  #skip(): void {
    for (;;) {
      this.#at = find(/\S/g, this.#text, this.#at) ?? this.#text.length;
      const isLine = this.#char === '#' || this.#text.startsWith('//', this.#at);
      if (!isLine && !this.#text.startsWith('/*', this.#at)) return;
      const end = isLine ? this.#text.indexOf('\n', this.#at) : this.#text.indexOf('*/', this.#at);
      this.#at = end < 0 ? this.#text.length : end + (isLine ? 1 : 2);
    }
  }
}

/** Where a pattern is first found, from a place on. */
function find(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index;
}
