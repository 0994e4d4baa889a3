import type { Prediction } from '../prediction/prediction.ts';
import { field } from '../signature/field-builder.ts';
import { ensureSignature, type Inputs, type Outputs, Signature, type SignatureSpec } from '../signature/signature.ts';
import { Module } from './module.ts';
import { Predict, type PredictOptions } from './predict.ts';

/** A signature whose first output is the model's reasoning. */
export type WithReasoning<S extends SignatureSpec> = Signature<Inputs<S>, { reasoning: string } & Outputs<S>>;

/**
 * Lets the model think in writing before it answers: predicts `reasoning`, then the signature's outputs.
 *
 * ```ts
 * import { ChainOfThought } from '@dspy-otel/dspy';
 *
 * const qa = new ChainOfThought('question -> answer: float');
 * const { reasoning, answer } = await qa.call({ question: 'How much is 6 times 7?' });
 * ```
 */
export class ChainOfThought<const S extends SignatureSpec = SignatureSpec> extends Module<WithReasoning<S>> {
  override signature: WithReasoning<S>;
  readonly predict: Predict<WithReasoning<S>>;

  /** @throws {SignatureError} when the signature string cannot be read, or has a field `reasoning` already. */
  constructor(signature: S, options: PredictOptions = {}) {
    super();
    this.signature = withReasoning(signature);
    this.predict = new Predict(this.signature, options);
  }

  /** @param options for this call only; they win over the predictor's own. */
  override call(inputs: Inputs<S>, options?: PredictOptions): Promise<Prediction<{ reasoning: string } & Outputs<S>>> {
    return this.announce(inputs, () => this.forward(inputs, options));
  }

  override forward(inputs: Inputs<S>, options?: PredictOptions): Promise<Prediction<{ reasoning: string } & Outputs<S>>> {
    return this.predict.call(inputs, options);
  }
}

function withReasoning<S extends SignatureSpec>(spec: S): WithReasoning<S> {
  const { inputFields, outputFields, instructions }: Signature = ensureSignature<SignatureSpec>(spec);
  return new Signature({ inputFields, outputFields, instructions }).prepend('output', 'reasoning', field.str()) as WithReasoning<S>;
}
