import { ChainOfThought } from '../module/chain-of-thought.ts';
import { Module } from '../module/module.ts';
import { Prediction } from '../prediction/prediction.ts';
import { field } from '../signature/field-builder.ts';
import { type Signature, signature } from '../signature/signature.ts';
import { harmonicMean, judgedScore, textOf } from './judged-score.ts';
import type { MetricInputs, Score } from './metric.ts';

const COMPARED = { question: field.str(), ground_truth: field.str(), system_response: field.str() };
const SHARES = {
  recall: field.float({ desc: 'how much of the ground truth the system response covers, from 0 to 1' }),
  precision: field.float({ desc: 'how much of the system response the ground truth covers, from 0 to 1' }),
};

const OVERLAP = signature({
  name: 'SemanticRecallPrecision',
  instructions: 'Compare what a system responded with the ground truth.\nWhen reasoning, list the key ideas of both and say which of them the other one has, too.',
  inputs: COMPARED,
  outputs: SHARES,
});

const OVERLAP_BY_IDEAS = signature({
  name: 'DecompositionalSemanticRecallPrecision',
  instructions: 'Compare the key ideas in what a system responded with those of the ground truth.\nList the key ideas of both, discuss where they agree, and conclude with recall and precision.',
  inputs: COMPARED,
  outputs: {
    ground_truth_key_ideas: field.str({ desc: 'list of the key ideas in the ground truth' }),
    system_response_key_ideas: field.str({ desc: 'list of the key ideas in the system response' }),
    discussion: field.str({ desc: 'where the ground truth and the system response agree' }),
    ...SHARES,
  },
});

/** How strict a `SemanticF1` or `CompleteAndGrounded` is. */
export interface SemanticF1Options {
  /** From which score on an optimizer takes an answer for good; 0.66 unless given. */
  readonly threshold?: number | undefined;
  /** Let the model list the key ideas of both sides first; false unless given. */
  readonly decompositional?: boolean | undefined;
}

/**
 * A metric that asks a model how far the prediction's `response` says what the example's `response` to its `question`
 * says: the harmonic mean of recall and precision, from 0 to 1. With a trace (in an optimizer) whether that reaches the
 * threshold.
 *
 * ```ts
 * import { Evaluate, Example, Predict, SemanticF1 } from '@dspy-otel/dspy';
 *
 * const devset = [new Example({ question: 'Why is the sky blue?', response: 'It scatters blue light most.' }).withInputs('question')];
 * const evaluate = new Evaluate({ devset, metric: new SemanticF1() });
 * const judge = new SemanticF1({ decompositional: true });
 * judge.setLm(lm);
 * ```
 */
export class SemanticF1 extends Module<Signature<MetricInputs, { score: Score }>> {
  readonly threshold: number;
  readonly module: ChainOfThought<typeof OVERLAP> | ChainOfThought<typeof OVERLAP_BY_IDEAS>;

  constructor({ threshold = 0.66, decompositional = false }: SemanticF1Options = {}) {
    super();
    this.threshold = threshold;
    this.module = decompositional ? new ChainOfThought(OVERLAP_BY_IDEAS) : new ChainOfThought(OVERLAP);
  }

  /** @throws {InputError} when the example has no `question` or `response`, or the prediction no `response`. */
  override async forward({ example, prediction, trace }: MetricInputs): Promise<Prediction<{ score: Score }>> {
    const { recall, precision } = await this.module.call({
      question: textOf(example, 'question', 'the example'),
      ground_truth: textOf(example, 'response', 'the example'),
      system_response: textOf(prediction, 'response', 'the prediction'),
    });
    return new Prediction({ score: judgedScore(harmonicMean(precision, recall), this.threshold, trace) });
  }
}
