import { countTokens, decodeGenerator, encode } from 'gpt-tokenizer/encoding/o200k_base';

/** Text that looks like a special token is text: requests may say anything. */
const AS_TEXT = { disallowedSpecial: new Set<string>() };
/** Prompts repeat their system message and passages, and counting is the dearest part of an answer. */
const MOST_REMEMBERED = 2_000;
const LONGEST_REMEMBERED = 20_000;

const counts = new Map<string, number>();

/** How many tokens a text has in `o200k_base`, the encoding of gpt-4o and later. */
export function tokensIn(text: string): number {
  const known = counts.get(text);
  if (known !== undefined) return known;
  const count = countTokens(text, AS_TEXT);
  if (text.length <= LONGEST_REMEMBERED) {
    if (counts.size >= MOST_REMEMBERED) counts.clear();
    counts.set(text, count);
  }
  return count;
}

/** A text in pieces of one token each, or a few where a character has several. */
export function tokenPieces(text: string): string[] {
  return [...decodeGenerator(encode(text, AS_TEXT))].filter((piece) => piece !== '');
}

/** The first `most` tokens of a text; the text itself when it has no more. */
export function firstTokens(text: string, most: number): string {
  const tokens = encode(text, AS_TEXT);
  return tokens.length <= most ? text : [...decodeGenerator(tokens.slice(0, most))].join('');
}
