import { inspect } from 'node:util';
import { defaultAdapter } from '../adapter/default-adapter.ts';
import { InputError, NotConfiguredError } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import type { BaseLM } from '../lm/base-lm.ts';
import { checkParams } from '../lm/check-params.ts';
import type { LMParams } from '../lm/request.ts';
import { observe } from '../observe.ts';
import { Completions } from '../prediction/completions.ts';
import type { Demo } from '../prediction/example.ts';
import { Prediction, type Values } from '../prediction/prediction.ts';
import { currentSettings } from '../settings.ts';
import { mayBeLeftOut } from '../signature/field.ts';
import { ensureSignature, type Inputs, type Outputs, type Signature, type SignatureOf, type SignatureSpec } from '../signature/signature.ts';
import type { Parameter } from '../state/parameter.ts';
import { predictorParameter } from '../state/predictor-state.ts';
import { Module } from './module.ts';

/** The predictor's model, worked examples, and parameters of the model (`temperature`, `n`, …). */
export interface PredictOptions extends LMParams {
  /** Asked instead of the model in the settings. */
  readonly lm?: BaseLM | undefined;
  readonly demos?: readonly Demo[] | undefined;
}

/** Several answers that are all the same would be of no use. */
const TEMPERATURE_FOR_SEVERAL = 0.7;

/**
 * The basic predictor: one question to the model, typed in and out.
 *
 * ```ts
 * import { Predict } from '@dspy-otel/dspy';
 *
 * const qa = new Predict('question -> answer', { temperature: 0.2 });
 * const { answer } = await qa.call({ question: 'What is the capital of France?' });
 * const { completions } = await qa.call({ question: 'Name a colour.' }, { n: 3, temperature: 1 });
 * console.log(answer, completions?.get('answer'));
 * ```
 */
export class Predict<const S extends SignatureSpec = SignatureSpec> extends Module<SignatureOf<S>> {
  override signature: SignatureOf<S>;
  lm: BaseLM | undefined;
  demos: readonly Demo[];
  /** Sent with every call; wins over the model's own parameters. */
  config: LMParams;
  /** Only saved and loaded, as Python DSPy does. */
  traces: readonly unknown[] = [];
  /** Only saved and loaded, as Python DSPy does. */
  train: readonly unknown[] = [];

  /**
   * @throws {SignatureError} when the signature string cannot be read.
   * @throws {ConfigurationError} when a parameter is unknown or has a value that cannot work.
   */
  constructor(signature: S, { lm, demos = [], ...config }: PredictOptions = {}) {
    super();
    this.signature = ensureSignature(signature);
    checkParams(`Predict(${this.signature.name})`, config);
    this.lm = lm;
    this.demos = demos;
    this.config = config;
  }

  override get isPredictor(): boolean {
    return true;
  }

  override get parameter(): Parameter {
    return predictorParameter(this);
  }

  /**
   * @param options for this call only; they win over the predictor's own.
   * @throws {InputError} when the inputs are no object, or cannot be shown to a model.
   * @throws {NotConfiguredError} when there is no model to ask.
   * @throws {ConfigurationError} when a parameter is unknown or has a value that cannot work.
   * @throws {LMError} when the model could not be asked.
   * @throws {AdapterParseError} when its answer could not be read.
   */
  override call(inputs: Inputs<S>, options?: PredictOptions): Promise<Prediction<Outputs<S>>> {
    return this.announce(inputs, () => this.forward(inputs, options));
  }

  override async forward(inputs: Inputs<S>, options: PredictOptions = {}): Promise<Prediction<Outputs<S>>> {
    const signature: Signature = this.signature;
    const given = withDefaults(signature, checkedInputs(signature, inputs));
    const operation = { kind: 'predict', name: `Predict(${signature.name})`, module: this, signature, inputs: given } as const;
    return observe(operation, () => this.ask(signature, given, options));
  }

  /** Forgets the model, the worked examples, and what optimizers noted; signature and parameters stay. */
  reset(): void {
    this.lm = undefined;
    this.demos = [];
    this.traces = [];
    this.train = [];
  }

  // Not a #method: copies of a program are made without its constructor and would not have it.
  private async ask(signature: Signature, inputs: Values, { lm = this.lm, demos = this.demos, ...overrides }: PredictOptions): Promise<Prediction<Outputs<S>>> {
    const settings = currentSettings();
    const model = lm ?? settings.lm;
    if (!model) throw new NotConfiguredError("there is no language model to ask; call configure({ lm: new LM('openai/gpt-4o-mini') }) first");
    const asked = { ...this.config, ...overrides };
    checkParams(`Predict(${signature.name})`, asked);
    const params = severalDiffer(asked, model.params);
    const answers = await (settings.adapter ?? defaultAdapter).call({ lm: model, params, signature, demos, inputs });
    const [first = {}] = answers;
    return new Prediction(first, answers.length > 1 ? { completions: new Completions(answers) } : undefined);
  }
}

function severalDiffer(params: LMParams, defaults: LMParams): LMParams {
  const temperature = params.temperature ?? defaults.temperature;
  const isSeveral = (params.n ?? defaults.n ?? 1) > 1;
  return isSeveral && (temperature === undefined || temperature <= 0.15) ? { ...params, temperature: TEMPERATURE_FOR_SEVERAL } : params;
}

function checkedInputs(signature: Signature, inputs: unknown): Values {
  if (isRecord(inputs)) return inputs;
  const names = signature.inputFields.map(({ name }) => name).join(', ');
  const message = `Predict(${signature.name}) "${String(signature)}" is called with an object that has its inputs by name (${names}), got ${inspect(inputs, { depth: 0 })}`;
  throw new InputError(message, [{ path: [], expected: 'object', message }]);
}

const warned = new WeakSet<Signature>();

/** Fills in defaults. An input that is missing all the same is left out of the prompt, with one warning per signature. */
function withDefaults(signature: Signature, inputs: Values): Values {
  const absent = signature.inputFields.filter((field) => inputs[field.name] === undefined);
  if (absent.length === 0) return inputs;
  const missing = absent.filter((field) => !mayBeLeftOut(field)).map((field) => field.name);
  if (missing.length > 0 && !warned.has(signature)) {
    warned.add(signature);
    process.emitWarning(`Predict(${signature.name}) "${String(signature)}" was called without ${missing.join(', ')}; the prompt goes without, too`, 'DSPyInputWarning');
  }
  const defaults = absent.flatMap((field) => ('default' in field ? [[field.name, field.default]] : []));
  return defaults.length === 0 ? inputs : { ...inputs, ...Object.fromEntries(defaults) };
}
