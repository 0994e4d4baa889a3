/** ASCII punctuation, as Python's `string.punctuation` has it. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

/** A word as Python's `\b` bounds it. */
const ARTICLE = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

/**
 * Text for comparing answers: without case, ASCII punctuation, English articles and differences of white space; letters
 * with marks are taken apart (Unicode NFD).
 *
 * ```ts
 * import { normalizeText } from '@dspy-otel/dspy';
 *
 * console.log(normalizeText('The,  Eiffel  Tower!')); // eiffel tower
 * ```
 */
export function normalizeText(text: string): string {
  return text.normalize('NFD').toLowerCase().replaceAll(PUNCTUATION, '').replaceAll(ARTICLE, ' ').split(/\s+/).filter((word) => word !== '').join(' ');
}
