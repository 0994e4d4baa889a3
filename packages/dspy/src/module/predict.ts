import { NotConfiguredError } from '../errors.ts';
import type { BaseLM } from '../lm/base-lm.ts';
import type { LMParams } from '../lm/request.ts';
import type { Demo } from '../prediction/example.ts';
import type { Prediction } from '../prediction/prediction.ts';
import { ensureSignature, type Inputs, type Outputs, type SignatureOf, type SignatureSpec } from '../signature/signature.ts';
import { Module } from './module.ts';

export interface PredictOptions extends LMParams {
  /** Asked instead of the model in the settings. */
  readonly lm?: BaseLM | undefined;
  readonly demos?: readonly Demo[] | undefined;
}

/** The basic predictor: one question to the model. */
export class Predict<const S extends SignatureSpec = SignatureSpec> extends Module<SignatureOf<S>> {
  override signature: SignatureOf<S>;
  lm: BaseLM | undefined;
  demos: readonly Demo[];
  /** Sent with every call; wins over the model's own parameters. */
  config: LMParams;

  constructor(signature: S, { lm, demos = [], ...config }: PredictOptions = {}) {
    super();
    this.signature = ensureSignature(signature);
    this.lm = lm;
    this.demos = demos;
    this.config = config;
  }

  override async forward(inputs: Inputs<S>): Promise<Prediction<Outputs<S>>> {
    throw new NotConfiguredError(`not written yet: ${Object.keys(inputs).join()}`);
  }
}
