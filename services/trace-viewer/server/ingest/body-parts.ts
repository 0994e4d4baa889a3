import { MalformedOtlpError } from './malformed-otlp-error.ts';

/**
 * So many spans, events, links, attributes and values in lists may one body have. Two bytes are enough for one of them, which takes a hundred
 * in memory: without this bound a body far below the limit for its size could use up all memory.
 */
export const MAX_BODY_PARTS = 1_000_000;

/** Opening brackets in JSON for one part at most: an attribute is two objects, and some parts have a list of their own. */
const BRACKETS_A_PART = 3;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OBJECT = 0x7b;
const LIST = 0x5b;

/** Counts what is read out of one body. */
export class BodyParts {
  readonly #limit: number;
  #count = 0;

  constructor(limit = MAX_BODY_PARTS) {
    this.#limit = limit;
  }

  /** One more. Answers whether that is too many. */
  exceeded(): boolean {
    this.#count += 1;
    return this.#count > this.#limit;
  }

  tooMany(where: string): MalformedOtlpError {
    return new MalformedOtlpError(where, `more than ${this.#limit} spans, events, links, attributes and values in one body; send fewer spans at a time`);
  }

  /** Looks at JSON before it becomes objects. @throws MalformedOtlpError when those could only be too many parts. */
  checkJson(text: Buffer): void {
    const most = this.#limit * BRACKETS_A_PART;
    if (text.length <= most) return;
    let brackets = 0;
    for (let at = 0; at < text.length; at += 1) {
      const byte = text[at];
      if (byte === QUOTE) at = endOfString(text, at);
      else if (byte === OBJECT || byte === LIST) {
        brackets += 1;
        if (brackets > most) throw this.tooMany('body');
      }
    }
  }
}

function endOfString(text: Buffer, start: number): number {
  for (let end = text.indexOf(QUOTE, start + 1); end !== -1; end = text.indexOf(QUOTE, end + 1)) {
    let escapes = 0;
    while (text[end - 1 - escapes] === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return end;
  }
  return text.length;
}
