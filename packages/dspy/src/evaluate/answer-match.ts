import { InputError } from '../errors.ts';
import type { ExampleMembers } from '../prediction/example.ts';
import type { PredictionMembers } from '../prediction/prediction.ts';
import { normalizeText } from './normalize-text.ts';
import type { Trace } from '../module/trace.ts';

/**
 * Whether an answer is one of the right ones, as `normalizeText` compares them: Python's `EM`.
 *
 * ```ts
 * import { exactMatch } from '@dspy-otel/dspy';
 *
 * console.log(exactMatch('The Eiffel Tower!', ['Eiffel Tower', 'Louvre'])); // true
 * ```
 */
export function exactMatch(answer: string, right: readonly string[]): boolean {
  const normalized = normalizeText(answer);
  return right.some((other) => normalizeText(other) === normalized);
}

/**
 * How far the words of an answer are those of the right one that fits best, from 0 to 1: the harmonic mean of how many
 * of its words are right and how many of the right words it has.
 *
 * ```ts
 * import { f1Score } from '@dspy-otel/dspy';
 *
 * console.log(f1Score('Eiffel Tower is in Paris', ['Paris'])); // 0.3333333333333333
 * ```
 */
export function f1Score(answer: string, right: readonly string[]): number {
  return Math.max(0, ...right.map((other) => wordOverlap(words(answer), words(other))));
}

function words(text: string): string[] {
  return normalizeText(text).split(' ').filter((word) => word !== '');
}

function wordOverlap(said: readonly string[], right: readonly string[]): number {
  const left = new Map<string, number>();
  for (const word of right) left.set(word, (left.get(word) ?? 0) + 1);
  let same = 0;
  for (const word of said) {
    const count = left.get(word) ?? 0;
    if (count > 0) same++;
    left.set(word, count - 1);
  }
  return same === 0 ? 0 : (2 * same) / (said.length + right.length);
}

/** How alike two answers have to be. */
export interface AnswerMatchOptions {
  /** Below 1: how much of the words has to agree (`f1Score`) instead of everything. */
  readonly frac?: number | undefined;
}

/**
 * A metric: whether the prediction's `answer` is the example's, or one of them.
 *
 * ```ts
 * import { answerExactMatch, Example, Prediction } from '@dspy-otel/dspy';
 *
 * const example = new Example({ answer: ['Eiffel Tower', 'Louvre'] });
 * console.log(answerExactMatch(example, new Prediction({ answer: 'The Eiffel Tower' }))); // true
 * ```
 *
 * @throws {InputError} when the example's answer is neither text nor a list of texts, or the prediction's is no text.
 */
export function answerExactMatch(example: ExampleMembers<object>, prediction: PredictionMembers<object>, _trace?: Trace, { frac = 1 }: AnswerMatchOptions = {}): boolean {
  const right = texts(example.get('answer'), 'answer', 'the example');
  const [answer = ''] = texts([prediction.get('answer')], 'answer', 'the prediction');
  return frac >= 1 ? exactMatch(answer, right) : f1Score(answer, right) >= frac;
}

/**
 * A metric: whether any passage in the prediction's `context` has the example's answer in it, or one of them.
 *
 * ```ts
 * import { answerPassageMatch, Example, Prediction } from '@dspy-otel/dspy';
 *
 * const example = new Example({ answer: 'Eiffel Tower' });
 * console.log(answerPassageMatch(example, new Prediction({ context: ['The Eiffel Tower is in Paris.'] }))); // true
 * ```
 *
 * @throws {InputError} when there is no answer to look for, or no list of passages to look in.
 */
export function answerPassageMatch(example: ExampleMembers<object>, prediction: PredictionMembers<object>, _trace?: Trace): boolean {
  const right = texts(example.get('answer'), 'answer', 'the example').map(tokens);
  const passages = texts(prediction.get('context'), 'context', 'the prediction');
  return passages.some((passage) => right.some((answer) => contains(tokens(passage), answer)));
}

/** Runs of letters, digits and marks, and each other visible character by itself. */
function tokens(text: string): string[] {
  return normalizeText(text).match(/[\p{L}\p{N}\p{M}]+|[^\p{Z}\p{C}]/gu) ?? [];
}

function contains(text: readonly string[], part: readonly string[]): boolean {
  for (let at = 0; at + part.length <= text.length; at++) {
    if (part.every((token, index) => token === text[at + index])) return true;
  }
  return false;
}

function texts(value: unknown, field: string, owner: string): readonly string[] {
  const list: unknown = typeof value === 'string' ? [value] : value;
  if (Array.isArray(list) && list.every((item) => typeof item === 'string')) return list;
  const message = `${owner} has to have text, or a list of texts, in "${field}"`;
  throw new InputError(message, [{ path: [field], expected: 'str | list[str]', message }]);
}
