import { ChainOfThought } from '../module/chain-of-thought.ts';
import { Module } from '../module/module.ts';
import { Prediction } from '../prediction/prediction.ts';
import { field } from '../signature/field-builder.ts';
import { type Signature, signature } from '../signature/signature.ts';
import { harmonicMean, judgedScore, textOf } from './judged-score.ts';
import type { MetricInputs, Score } from './metric.ts';

const COMPLETENESS = signature({
  name: 'AnswerCompleteness',
  instructions: 'Judge how complete a system\'s response is.\nList the key ideas of the ground truth and of the response, discuss where they agree, and conclude with the completeness.',
  inputs: { question: field.str(), ground_truth: field.str(), system_response: field.str() },
  outputs: {
    ground_truth_key_ideas: field.str({ desc: 'list of the key ideas in the ground truth' }),
    system_response_key_ideas: field.str({ desc: 'list of the key ideas in the system response' }),
    discussion: field.str({ desc: 'where the ground truth and the system response agree' }),
    completeness: field.float({ desc: 'how much of the ground truth the system response covers, from 0 to 1' }),
  },
});

const GROUNDEDNESS = signature({
  name: 'AnswerGroundedness',
  instructions: 'Judge how far a system\'s response rests on what was retrieved.\nList what the response claims that is worth checking, discuss how much of it follows from the retrieved context and common sense, and conclude with the groundedness.',
  inputs: { question: field.str(), retrieved_context: field.str(), system_response: field.str() },
  outputs: {
    system_response_claims: field.str({ desc: 'list of the claims in the system response that are worth checking' }),
    discussion: field.str({ desc: 'how well the retrieved context supports the claims' }),
    groundedness: field.float({ desc: 'how much of the system response the retrieved context supports, from 0 to 1' }),
  },
});

/**
 * A metric that asks a model how much of the example's `response` the prediction's `response` covers, and how much of
 * that the prediction's `context` supports: the harmonic mean of both, or, with a trace, whether it reaches the threshold.
 *
 * ```ts
 * import { CompleteAndGrounded } from '@dspy-otel/dspy';
 *
 * const metric = new CompleteAndGrounded({ threshold: 0.8 });
 * metric.setLm(lm);
 * ```
 */
export class CompleteAndGrounded extends Module<Signature<MetricInputs, { score: Score }>> {
  readonly threshold: number;
  // State files know these under Python's names.
  readonly completeness_module = new ChainOfThought(COMPLETENESS);
  readonly groundedness_module = new ChainOfThought(GROUNDEDNESS);

  /** @param options `threshold`: from which score on an optimizer takes an answer for good; 0.66 unless given. */
  constructor({ threshold = 0.66 }: { readonly threshold?: number | undefined } = {}) {
    super();
    this.threshold = threshold;
  }

  /** @throws {InputError} when the example has no `question` or `response`, or the prediction no `response` or `context`. */
  override async forward({ example, prediction, trace }: MetricInputs): Promise<Prediction<{ score: Score }>> {
    const question = textOf(example, 'question', 'the example');
    const response = textOf(prediction, 'response', 'the prediction');
    const [{ completeness }, { groundedness }] = await Promise.all([
      this.completeness_module.call({ question, ground_truth: textOf(example, 'response', 'the example'), system_response: response }),
      this.groundedness_module.call({ question, retrieved_context: textOf(prediction, 'context', 'the prediction'), system_response: response }),
    ]);
    return new Prediction({ score: judgedScore(harmonicMean(groundedness, completeness), this.threshold, trace) });
  }
}
