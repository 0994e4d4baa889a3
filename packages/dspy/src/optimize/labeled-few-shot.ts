import type { Module } from '../module/module.ts';
import { observe } from '../observe.ts';
import type { Example } from '../prediction/example.ts';
import { freshCopy, openPredictors } from './copy-program.ts';
import { PythonRandom } from './python-random.ts';

/** How many worked examples a `LabeledFewShot` takes. */
export interface LabeledFewShotOptions {
  /** How many examples each predictor gets at most; 16 unless given. */
  readonly k?: number | undefined;
}

/**
 * Gives every predictor of a program worked examples from a training set as they are. The same training set gives the
 * same examples each time, and in Python.
 *
 * ```ts
 * import { Example, LabeledFewShot, Predict } from '@dspy-otel/dspy';
 *
 * const trainset = [new Example({ question: 'What is the capital of Spain?', answer: 'Madrid' }).withInputs('question')];
 * const compiled = await new LabeledFewShot({ k: 4 }).compile(new Predict('question -> answer'), { trainset });
 * console.log(compiled.demos.length); // 1
 * ```
 */
export class LabeledFewShot {
  readonly k: number;

  constructor({ k = 16 }: LabeledFewShotOptions = {}) {
    this.k = k;
  }

  /**
   * @param options `sample`: whether to draw examples at random, or to take the first ones; true unless given.
   * @returns a changed copy; the student stays as it is.
   */
  async compile<M extends Module>(student: M, { trainset, sample = true }: { readonly trainset: readonly Example<object>[]; readonly sample?: boolean | undefined }): Promise<M> {
    return observe({ kind: 'compile', name: this.constructor.name, student, trainset }, async () => {
      const program = freshCopy(student);
      const random = new PythonRandom(0);
      for (const [, predictor] of openPredictors(program)) predictor.demos = sample ? random.sample(trainset, this.k) : trainset.slice(0, this.k);
      return program;
    });
  }
}
