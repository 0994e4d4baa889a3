import type { Module } from '../module/module.ts';
import type { Values } from '../prediction/prediction.ts';
import { KNN, type KNNOptions } from '../retriever/knn.ts';
import { BootstrapFewShot, type BootstrapFewShotOptions } from './bootstrap-few-shot.ts';

/** What a `KNNFewShot` searches, and how it makes worked examples from what it finds. */
export interface KNNFewShotOptions<T extends object = Values, O extends object = Values> extends KNNOptions<T>, BootstrapFewShotOptions<T, O> {}

/**
 * Gives a program, for each call, worked examples made from those of the training set that are nearest to the inputs, as
 * `BootstrapFewShot` makes them. Every call bootstraps: calls of models that the cache knows cost nothing.
 *
 * ```ts
 * import { Example, KNNFewShot, Predict } from '@dspy-otel/dspy';
 *
 * const trainset = [new Example({ question: 'What is the capital of Spain?', answer: 'Madrid' }).withInputs('question')];
 * const vectorizer = (texts: readonly string[]) => texts.map((text) => [text.length, 1]);
 * const compiled = await new KNNFewShot({ k: 1, trainset, vectorizer }).compile(new Predict('question -> answer'));
 * const { answer } = await compiled.call({ question: 'What is the capital of France?' });
 * ```
 */
export class KNNFewShot<T extends object = Values, O extends object = Values> {
  readonly knn: KNN<T>;
  readonly options: BootstrapFewShotOptions<T, O>;

  /** @throws {ConfigurationError} when there are no examples, or an option cannot work. */
  constructor({ k, trainset, vectorizer, ...options }: KNNFewShotOptions<T, O>) {
    this.knn = new KNN({ k, trainset, vectorizer });
    this.options = options;
  }

  /**
   * @param options `teacher`: makes the worked examples; the student itself unless given.
   * @returns a changed copy; the student stays as it is.
   */
  async compile<M extends Module>(student: M, { teacher }: { readonly teacher?: Module | undefined } = {}): Promise<M> {
    const { knn, options } = this;
    const program = student.deepcopy();
    program.forward = async (inputs: Parameters<M['forward']>[0]) => {
      const trainset = await knn.call(inputs);
      const compiled = await new BootstrapFewShot<T, O>(options).compile(student, { trainset, teacher });
      return compiled.forward(inputs);
    };
    return program;
  }
}
