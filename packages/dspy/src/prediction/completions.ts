/**
 * All answers to one call, in the order in which the model gave them.
 *
 * Iterating gives one record of fields per answer; `get(name)` gives one field over all answers.
 *
 * ```ts
 * import { Predict } from '@dspy-otel/dspy';
 *
 * const { completions } = await new Predict('question -> answer', { n: 3 }).call({ question: 'Name a colour.' });
 * console.log(completions?.length); // 3
 * for (const { answer } of completions ?? []) console.log(answer);
 * console.log(completions?.get('answer'));
 * ```
 */
export class Completions<O extends object = Record<string, unknown>> implements Iterable<O> {
  readonly #answers: readonly O[];

  constructor(answers: readonly O[]) {
    this.#answers = answers;
  }

  get length(): number {
    return this.#answers.length;
  }

  /** The answer at `index`; negative counts from the end; `undefined` outside. */
  at(index: number): O | undefined {
    return this.#answers.at(index);
  }

  /** The values of one field, one per answer. */
  get<K extends keyof O>(name: K): O[K][] {
    return this.#answers.map((answer) => answer[name]);
  }

  [Symbol.iterator](): Iterator<O> {
    return this.#answers[Symbol.iterator]();
  }

  toJSON(): readonly O[] {
    return this.#answers;
  }
}
