import type { Prediction, Values } from '../prediction/prediction.ts';
import { currentSettings } from '../settings.ts';
import { field } from '../signature/field-builder.ts';
import type { Field } from '../signature/field.ts';
import { signature } from '../signature/signature.ts';
import { typeName } from '../signature/type-name.ts';
import { type Attempt, type AttemptsOptions, bestAttempt, checked, freshAttempt, type PredictionOf, type SignatureOfModule } from './best-of-n.ts';
import { Module } from './module.ts';
import { Predict } from './predict.ts';
import { type Trace, withTrace } from './trace.ts';

const OFFER_FEEDBACK = signature({
  name: 'OfferFeedback',
  instructions: [
    'A program ran and its result was not good enough: the reward is below the threshold.',
    'Discuss what each module contributed to that, then advise every module that can do better how to: briefly, about this kind of input, and so that it helps without having seen this run.',
    'A module that did its part well gets no advice.',
  ].join('\n'),
  inputs: {
    program_code: field.str({ desc: 'The code of the program' }),
    modules_defn: field.str({ desc: 'The modules of the program: what each takes, gives and is told' }),
    program_inputs: field.any({ desc: 'What the program was called with' }),
    program_trajectory: field.any({ desc: 'Every call of a module in that run' }),
    program_outputs: field.any({ desc: 'What the program gave' }),
    reward_code: field.str({ desc: 'The code that computes the reward' }),
    target_threshold: field.float({ desc: 'The reward that would be good enough' }),
    reward_value: field.float({ desc: 'The reward of that run' }),
    module_names: field.list('str', { desc: 'The modules that may get advice' }),
  },
  outputs: {
    discussion: field.str({ desc: 'Which module is to blame for what' }),
    advice: field.dict('str', { desc: 'Advice by the name of the module' }),
  },
});

/** The input through which a module gets advice. */
const HINT = 'hint_';

/** What an attempt leaves behind for the advice before the next. */
interface TracedAttempt<M extends Module> extends Attempt<M> {
  readonly copy: M;
  readonly trace: Trace;
}

/**
 * Tries a module up to `N` times, as `BestOfN` does, but has a model say after each attempt what its predictors should do
 * better; they get that as a hint in the next. The model is that of the settings or, where there is none, of a predictor.
 *
 * ```ts
 * import { Predict, Refine } from '@dspy-otel/dspy';
 *
 * const brief = new Refine(new Predict('question -> answer'), {
 *   N: 3,
 *   rewardFn: (_inputs, { answer }) => (answer.split(' ').length === 1 ? 1 : 0),
 *   threshold: 1,
 * });
 * const { answer } = await brief.call({ question: 'What is the capital of France?' });
 * ```
 */
export class Refine<M extends Module> extends Module<SignatureOfModule<M>> {
  readonly module: M;
  readonly options: AttemptsOptions<M>;

  /** @throws {ConfigurationError} when `N` is no number of attempts. */
  constructor(module: M, options: AttemptsOptions<M>) {
    super();
    const { signature: own } = module;
    if (own) this.signature = own as SignatureOfModule<M>;
    this.module = module;
    this.options = checked(options);
  }

  /** What the last attempt throws, when none comes through or more than `failCount` fail. */
  override async forward(inputs: Parameters<M['call']>[0]): Promise<Prediction<SignatureOfModule<M>['~types']['outputs']>> {
    let last: TracedAttempt<M> | undefined;
    const attempt = async (index: number): Promise<Attempt<M>> => {
      const advice = last ? await this.advice(inputs, last) : {};
      const copy = freshAttempt(this.module, index);
      for (const [name, predictor] of copy.namedPredictors()) giveHint(predictor, Object.hasOwn(advice, name) ? advice[name] : undefined);
      const { result, trace } = await withTrace(async () => (await copy.call(inputs)) as PredictionOf<M>);
      last = { prediction: result, reward: await this.options.rewardFn(inputs, result), copy, trace };
      return last;
    };
    return bestAttempt(this.options, attempt);
  }

  private async advice(inputs: object, { copy, trace, prediction, reward }: TracedAttempt<M>): Promise<Readonly<Record<string, string>>> {
    const named = copy.namedPredictors();
    const names = new Map<Module, string>(named.map(([name, predictor]) => [predictor, name]));
    const { rewardFn, threshold } = this.options;
    const lm = currentSettings().lm ?? named.find(([, predictor]) => predictor.lm)?.[1].lm;
    // Made anew, and no member: it is no part of what is saved, as in Python.
    const { advice } = await new Predict(OFFER_FEEDBACK, { lm }).call({
      program_code: this.module.constructor.toString(),
      modules_defn: named.map(([name, predictor]) => moduleText(name, predictor)).join('\n\n'),
      program_inputs: inputs,
      program_trajectory: trace.map((step): Values => ({ module_name: names.get(step.predictor) ?? '', inputs: step.inputs, outputs: step.prediction.toJSON() })),
      program_outputs: prediction,
      reward_code: rewardFn.toString(),
      target_threshold: threshold,
      reward_value: reward,
      module_names: [...names.values()],
    });
    return advice;
  }
}

function giveHint(predictor: Predict, hint: string | undefined): void {
  if (hint === undefined || predictor.signature.field(HINT)) return;
  predictor.signature = predictor.signature.append('input', HINT, field.str({ desc: 'Advice from an earlier run', default: hint }));
}

function moduleText(name: string, { signature: { inputFields, outputFields, instructions } }: Predict): string {
  return [`Module ${name}`, 'takes:', ...inputFields.map(fieldText), 'gives:', ...outputFields.map(fieldText), `is told: ${instructions}`].join('\n');
}

function fieldText({ name, type, description }: Field): string {
  return `- ${name} (${typeName(type)})${description === '' ? '' : `: ${description}`}`;
}
