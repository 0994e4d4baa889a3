import { SignatureError } from '../errors.ts';
import type { FieldType } from './field-type.ts';

/** Types that a text may name beside those that every text knows. */
export type NamedTypes = ReadonlyMap<string, FieldType>;

const NONE: NamedTypes = new Map();

/** Reads a signature or type text from left to right. */
export class Scanner {
  readonly text: string;
  readonly types: NamedTypes;
  #at = 0;

  constructor(text: string, types: NamedTypes = NONE) {
    this.text = text;
    this.types = types;
  }

  /** Skips white space and says whether nothing is left. */
  get done(): boolean {
    this.#skip(/\s*/y);
    return this.#at >= this.text.length;
  }

  /** Takes `token` if it comes next. */
  take(token: string): boolean {
    this.#skip(/\s*/y);
    if (!this.text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  /** @throws {SignatureError} when `token` does not come next. */
  expect(token: string, context: string): void {
    if (!this.take(token)) throw this.error(`expected "${token}" ${context}`);
  }

  /** An identifier, with dots when `dotted`; `undefined` if none comes next. */
  name(dotted = false): string | undefined {
    this.#skip(/\s*/y);
    return this.#match(dotted ? /[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*/uy : /[\p{L}_][\p{L}\p{N}_]*/uy);
  }

  number(): number | undefined {
    this.#skip(/\s*/y);
    const text = this.#match(/[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y);
    return text === undefined ? undefined : Number(text);
  }

  /** The content of a string in single or double quotes, with Python's escapes. */
  quoted(): string | undefined {
    this.#skip(/\s*/y);
    const text = this.#match(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/y);
    return text?.slice(1, -1).replaceAll(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/g, unescape);
  }

  /** Skips a default value: everything up to the next comma, arrow or end outside of quotes and brackets. */
  skipValue(): void {
    let depth = 0;
    while (!this.done) {
      if (this.quoted() !== undefined) continue;
      const char = this.text.charAt(this.#at);
      if (depth === 0 && (char === ',' || this.text.startsWith('->', this.#at))) return;
      if ('([{'.includes(char)) depth += 1;
      if (')]}'.includes(char)) depth -= 1;
      this.#at += 1;
    }
  }

  /** Something else than expected comes next. */
  error(problem: string): SignatureError {
    const rest = this.text.slice(this.#at, this.#at + 20);
    return this.refusal(`${problem}, found ${rest === '' ? 'the end' : `"${rest}"`} at character ${this.#at + 1}`);
  }

  /** What was read cannot be. */
  refusal(problem: string): SignatureError {
    return new SignatureError(`cannot read "${this.text}": ${problem}`);
  }

  #skip(pattern: RegExp): void {
    this.#match(pattern);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}

function unescape(_whole: string, escape: string): string {
  if (escape.length > 1) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
  return { n: '\n', t: '\t', r: '\r' }[escape] ?? escape;
}
