import { ConfigurationError } from '../errors.ts';
import type { Prediction } from '../prediction/prediction.ts';
import { currentSettings } from '../settings.ts';
import type { Signature } from '../signature/signature.ts';
import { Module } from './module.ts';

/** What a module gives. */
export type PredictionOf<M extends Module> = Awaited<ReturnType<M['call']>>;

/** How good a prediction is; higher is better. */
export type RewardFunction<M extends Module = Module> = (inputs: Parameters<M['call']>[0], prediction: PredictionOf<M>) => number | Promise<number>;

/** How often `BestOfN` and `Refine` try, and what is good enough. */
export interface AttemptsOptions<M extends Module> {
  /** Most attempts. */
  readonly N: number;
  readonly rewardFn: RewardFunction<M>;
  /** A reward that is good enough: no further attempts. */
  readonly threshold: number;
  /** How many attempts may fail before it gives up; `N` unless given, so that one that succeeds is enough. */
  readonly failCount?: number | undefined;
}

/** One attempt that came through. */
export interface Attempt<M extends Module> {
  readonly prediction: PredictionOf<M>;
  readonly reward: number;
}

/**
 * Tries a module up to `N` times, each with fresh answers of the model, until a prediction is good enough; gives the best.
 *
 * ```ts
 * import { BestOfN, Predict } from '@dspy-otel/dspy';
 *
 * const brief = new BestOfN(new Predict('question -> answer'), {
 *   N: 3,
 *   rewardFn: (_inputs, { answer }) => (answer.split(' ').length === 1 ? 1 : 0),
 *   threshold: 1,
 * });
 * const { answer } = await brief.call({ question: 'What is the capital of France?' });
 * ```
 */
export class BestOfN<M extends Module> extends Module<SignatureOfModule<M>> {
  readonly module: M;
  readonly options: AttemptsOptions<M>;

  /** @throws {ConfigurationError} when `N` is no number of attempts. */
  constructor(module: M, options: AttemptsOptions<M>) {
    super();
    const { signature } = module;
    if (signature) this.signature = signature as SignatureOfModule<M>;
    this.module = module;
    this.options = checked(options);
  }

  /** What the last attempt throws, when none comes through or more than `failCount` fail. */
  override async forward(inputs: Parameters<M['call']>[0]): Promise<Prediction<SignatureOfModule<M>['~types']['outputs']>> {
    const attempt = async (index: number): Promise<Attempt<M>> => {
      const prediction = (await freshAttempt(this.module, index).call(inputs)) as PredictionOf<M>;
      return { prediction, reward: await this.options.rewardFn(inputs, prediction) };
    };
    return bestAttempt(this.options, attempt);
  }
}

/** What a module takes and gives, as a signature. */
export type SignatureOfModule<M extends Module> = M extends Module<infer S> ? S : Signature;

/** @throws {ConfigurationError} */
export function checked<M extends Module>(options: AttemptsOptions<M>): AttemptsOptions<M> {
  if (Number.isInteger(options.N) && options.N >= 1) return options;
  throw new ConfigurationError(`N has to be a whole number from 1, got ${options.N}`);
}

/** Attempts, one after the other, until one is good enough. */
export async function bestAttempt<M extends Module>(
  { N, threshold, failCount = N }: AttemptsOptions<M>,
  attempt: (index: number) => Promise<Attempt<M>>,
): Promise<PredictionOf<M>> {
  let best: Attempt<M> | undefined;
  let failed = 0;
  for (let index = 0; index < N; index += 1) {
    try {
      const tried = await attempt(index);
      if (!best || tried.reward > best.reward) best = tried;
      if (tried.reward >= threshold) break;
    } catch (error) {
      failed += 1;
      const isLast = index === N - 1 && !best;
      if (failed > failCount || isLast || currentSettings().signal?.aborted === true) throw error;
    }
  }
  // Without a best attempt the last one has thrown.
  return (best as Attempt<M>).prediction;
}

/** A copy of a module whose model does not answer as it did before. */
export function freshAttempt<M extends Module>(module: M, index: number): M {
  const copy = module.deepcopy();
  for (const predictor of copy.predictors()) {
    const first = predictor.config.rolloutId ?? predictor.lm?.params.rolloutId ?? currentSettings().lm?.params.rolloutId ?? 0;
    predictor.config = { ...predictor.config, temperature: 1, rolloutId: first + index };
  }
  return copy;
}
