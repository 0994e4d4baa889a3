import type { Prediction } from '../prediction/prediction.ts';
import type { Inputs, Outputs, Signature, SignatureSpec } from '../signature/signature.ts';
import { Module } from './module.ts';
import type { PredictOptions } from './predict.ts';

/** Predicts `reasoning` first, then the signature's outputs. */
export class ChainOfThought<const S extends SignatureSpec = SignatureSpec> extends Module<Signature<Inputs<S>, { reasoning: string } & Outputs<S>>> {
  constructor(signature: S, options: PredictOptions = {}) {
    super();
    void signature;
    void options;
  }

  override async forward(inputs: Inputs<S>): Promise<Prediction<{ reasoning: string } & Outputs<S>>> {
    throw new Error(`not written yet: ${Object.keys(inputs).join()}`);
  }
}
