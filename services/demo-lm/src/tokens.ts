import { countTokens, decodeGenerator, encode } from 'gpt-tokenizer/encoding/o200k_base';
import { Memory } from './memory.ts';

/** Text that looks like a special token is text: requests may say anything. */
const AS_TEXT = { disallowedSpecial: new Set<string>() };
/** Prompts repeat their system message and passages, and counting is the dearest part of an answer. */
const counts = new Memory<number>(2_000);
const LONGEST_REMEMBERED = 20_000;
/** Characters of one kind in a row from which on a text is encoded in parts: the time for a run grows with its square. */
const LONG_RUN = /\p{L}{300}|\p{N}{300}|\s{300}|[^\s\p{L}\p{N}]{300}/u;
/** Any text up to this length is encoded fast. */
const SHORT = 4_000;
const PART = /.{1,300}/gsu;

/** How many tokens a text has in `o200k_base`, the encoding of gpt-4o and later. */
export function tokensIn(text: string): number {
  const count = () => partsOf(text).reduce((sum, part) => sum + countTokens(part, AS_TEXT), 0);
  return text.length <= LONGEST_REMEMBERED ? counts.of(text, count) : count();
}

/** A text in pieces of one token each, or a few where a character has several. */
export function tokenPieces(text: string): string[] {
  return [...decodeGenerator(encoded(text))].filter((piece) => piece !== '');
}

/** The first `most` tokens of a text; the text itself when it has no more. */
export function firstTokens(text: string, most: number): string {
  const tokens = encoded(text);
  return tokens.length <= most ? text : [...decodeGenerator(tokens.slice(0, most))].join('');
}

function encoded(text: string): number[] {
  return partsOf(text).flatMap((part) => encode(part, AS_TEXT));
}

/** The text in one part, unless it has a run that nobody writes. */
function partsOf(text: string): readonly string[] {
  return text.length > SHORT && LONG_RUN.test(text) ? (text.match(PART) ?? []) : [text];
}
