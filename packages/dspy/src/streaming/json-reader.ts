import { FieldEvents } from './field-events.ts';
import type { FieldEvent, FieldReader } from './field-reader.ts';

type State = 'before' | 'key' | 'colon' | 'value' | 'string' | 'raw' | 'comma' | 'done';

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };
const CLOSING = new Set(['}', ']']);
const OPENING = new Set(['{', '[']);

/**
 * Reads answers that are one JSON object, in words or a code block or not. Texts come decoded, without quotes and escapes;
 * other values come as they are written. Only members of the object itself are fields.
 */
export class JsonReader implements FieldReader {
  readonly #events = new FieldEvents();
  #state: State = 'before';
  #key = '';
  #quote = '"';
  /** The escape sequence that is being read. */
  #escape: string | undefined;
  /** The first half of a pair of surrogates whose second half may come escaped. */
  #half = '';
  #depth = 0;
  #isInString = false;
  #text = '';

  push(text: string): readonly FieldEvent[] {
    for (const char of text) this.#take(char);
    this.#flush(false);
    return this.#events.take();
  }

  end(): readonly FieldEvent[] {
    if (this.#state === 'string' || this.#state === 'raw') this.#finishValue();
    return this.#events.take();
  }

  #take(char: string): void {
    switch (this.#state) {
      case 'before':
        if (char === '{') this.#state = 'key';
        break;
      case 'key':
        this.#takeInKey(char);
        break;
      case 'colon':
        if (char === ':') this.#state = 'value';
        break;
      case 'value':
        this.#startValue(char);
        break;
      case 'string':
        this.#takeInString(char);
        break;
      case 'raw':
        this.#takeInRaw(char);
        break;
      case 'comma':
        if (char === ',') this.#state = 'key';
        else if (char === '}') this.#state = 'done';
        break;
      default:
    }
  }

  /** Between members, or in the name of one. */
  #takeInKey(char: string): void {
    if (!this.#isInString) {
      if (char === '}') this.#state = 'done';
      else if (char === '"' || char === "'") {
        this.#isInString = true;
        this.#quote = char;
        this.#text = '';
      }
      return;
    }
    const decoded = this.#decode(char);
    if (decoded !== undefined) this.#text += decoded;
    else if (this.#escape === undefined) {
      this.#isInString = false;
      this.#key = this.#text;
      this.#text = '';
      this.#state = 'colon';
    }
  }

  #startValue(char: string): void {
    if (char.trim() === '') return;
    if (char === '"' || char === "'") {
      this.#quote = char;
      this.#state = 'string';
      return;
    }
    this.#state = 'raw';
    this.#depth = 0;
    this.#isInString = false;
    this.#takeInRaw(char);
  }

  #takeInString(char: string): void {
    const decoded = this.#decode(char);
    if (decoded !== undefined) this.#text += decoded;
    else if (this.#escape === undefined) {
      this.#finishValue();
      this.#state = 'comma';
    }
  }

  #takeInRaw(char: string): void {
    if (this.#isInString) {
      if (this.#escape !== undefined) this.#escape = undefined;
      else if (char === '\\') this.#escape = '';
      else if (char === '"') this.#isInString = false;
    } else if (char === '"') this.#isInString = true;
    else if (OPENING.has(char)) this.#depth += 1;
    else if (this.#depth === 0 && (char === ',' || char === '}')) {
      this.#finishValue();
      this.#state = char === ',' ? 'key' : 'done';
      return;
    } else if (CLOSING.has(char)) this.#depth -= 1;
    this.#text += char;
  }

  /** The text that a character of a string stands for; `undefined` when it is part of an escape sequence or ends the string. */
  #decode(char: string): string | undefined {
    if (this.#escape === undefined) {
      if (char === '\\') this.#escape = '';
      else if (char !== this.#quote) return this.#withHalf(char);
      return undefined;
    }
    const escape = this.#escape + char;
    if (escape.startsWith('u') && escape.length < 5) {
      this.#escape = escape;
      return undefined;
    }
    this.#escape = undefined;
    if (!escape.startsWith('u')) return this.#withHalf(ESCAPED[escape] ?? escape);
    const unit = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    if (this.#half === '' && /[\uD800-\uDBFF]/.test(unit)) {
      this.#half = unit;
      return '';
    }
    return this.#withHalf(unit);
  }

  #withHalf(text: string): string {
    const whole = this.#half + text;
    this.#half = '';
    return whole;
  }

  #finishValue(): void {
    if (this.#state === 'raw') this.#text = this.#text.trimEnd();
    this.#flush(true);
    this.#escape = undefined;
    this.#half = '';
  }

  #flush(isLast: boolean): void {
    if (this.#state !== 'string' && this.#state !== 'raw') return;
    const kept = this.#state === 'raw' && !isLast ? this.#text.length - this.#text.trimEnd().length : 0;
    const shown = this.#text.slice(0, this.#text.length - kept) + (isLast ? this.#half : '');
    this.#events.add(this.#key, shown, isLast);
    this.#text = isLast ? '' : this.#text.slice(shown.length);
  }
}
