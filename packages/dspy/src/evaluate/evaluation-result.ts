import type { ExampleMembers } from '../prediction/example.ts';
import type { PredictionMembers } from '../prediction/prediction.ts';
import type { Score } from './metric.ts';

/** An example, what the program said, and what the metric gave for it. */
export type ScoredExample<E = ExampleMembers<object>, P = PredictionMembers<object>> = readonly [example: E, prediction: P, score: Score];

/** An example on which the program or the metric failed. */
export interface FailedExample<E = ExampleMembers<object>> {
  readonly example: E;
  readonly error: unknown;
}

/**
 * What an evaluation found.
 *
 * ```ts
 * import { answerExactMatch, Evaluate, Example, Predict } from '@dspy-otel/dspy';
 *
 * const devset = [new Example({ question: 'What is the capital of France?', answer: 'Paris' }).withInputs('question')];
 * const { score, results, failures } = await new Evaluate({ devset, metric: answerExactMatch }).call(new Predict('question -> answer'));
 * console.log(score, results.length, failures.length); // 100 1 0
 * ```
 */
export class EvaluationResult<E = ExampleMembers<object>, P = PredictionMembers<object>> {
  /** The mean in per cent, to two places: 66.67. */
  readonly score: number;
  /** One entry per example, in the order of the examples. Where the program failed, an empty prediction and the failure score. */
  readonly results: readonly ScoredExample<E, P>[];
  /** What failed and why. */
  readonly failures: readonly FailedExample<E>[];

  constructor(score: number, results: readonly ScoredExample<E, P>[], failures: readonly FailedExample<E>[] = []) {
    this.score = score;
    this.results = results;
    this.failures = failures;
  }
}
