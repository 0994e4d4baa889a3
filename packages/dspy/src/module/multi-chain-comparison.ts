import { InputError } from '../errors.ts';
import type { Completions } from '../prediction/completions.ts';
import { Prediction, type Values } from '../prediction/prediction.ts';
import { field } from '../signature/field-builder.ts';
import { ensureSignature, type Inputs, type Outputs, Signature, type SignatureSpec } from '../signature/signature.ts';
import { Module } from './module.ts';
import { Predict, type PredictOptions } from './predict.ts';

/** How a `MultiChainComparison` compares and asks. */
export interface MultiChainComparisonOptions extends PredictOptions {
  /** How many answers are compared; 3 unless given. */
  readonly M?: number | undefined;
}

/** The question, and the answers to it so far: `completions` of a prediction, predictions, or records of their fields. */
export type ComparisonInputs<S extends SignatureSpec> = Inputs<S> & { completions: Completions<object> | readonly object[] };

/** The signature's outputs, after the reasoning that holds for all answers. */
export type ComparisonOutputs<S extends SignatureSpec> = { rationale: string } & Outputs<S>;

/** The model shall weigh the answers, not repeat the most likely words. */
const TEMPERATURE = 0.7;

/**
 * Compares several answers with their reasoning and gives one that holds.
 *
 * ```ts
 * import { ChainOfThought, MultiChainComparison } from '@dspy-otel/dspy';
 *
 * const question = 'What is the capital of France?';
 * const { completions = [] } = await new ChainOfThought('question -> answer', { n: 3 }).call({ question });
 * const { answer } = await new MultiChainComparison('question -> answer', { M: 3 }).call({ question, completions });
 * ```
 */
export class MultiChainComparison<const S extends SignatureSpec = SignatureSpec> extends Module<Signature<ComparisonInputs<S>, ComparisonOutputs<S>>> {
  readonly M: number;
  readonly predict: Predict<Signature<Values, ComparisonOutputs<S>>>;
  private readonly answerField: string;

  /** @throws {SignatureError} when the signature string cannot be read, or has no output. */
  constructor(signature: S, { M = 3, temperature = TEMPERATURE, ...options }: MultiChainComparisonOptions = {}) {
    super();
    const asked: Signature = ensureSignature<SignatureSpec>(signature);
    this.M = M;
    this.answerField = asked.outputFields.at(-1)?.name ?? '';
    this.predict = new Predict(comparison<S>(asked, M), { temperature, ...options });
  }

  /** @throws {InputError} when there are not `M` answers. */
  override async forward({ completions, ...inputs }: ComparisonInputs<S>): Promise<Prediction<ComparisonOutputs<S>>> {
    const answers = Array.from(completions as Iterable<object>, valuesOf);
    if (answers.length !== this.M) {
      const message = `there are ${answers.length} answers to compare and there have to be ${this.M}; set M, or ask for as many answers`;
      throw new InputError(message, [{ path: ['completions'], expected: 'list', message }]);
    }
    const attempts = answers.map((answer, index) => [`reasoning_attempt_${index + 1}`, this.attemptText(answer)]);
    return this.predict.call({ ...inputs, ...Object.fromEntries(attempts) });
  }

  private attemptText(answer: Values): string {
    const reasoning = answer['rationale'] ?? answer['reasoning'];
    const value = answer[this.answerField];
    return `«I think ${firstLine(reasoning)} So, without being sure, I predict ${firstLine(value)}»`;
  }
}

function comparison<S extends SignatureSpec>({ inputFields, outputFields, instructions }: Signature, M: number): Signature<Values, ComparisonOutputs<S>> {
  let made = new Signature({ inputFields, outputFields, instructions });
  for (let attempt = 1; attempt <= M; attempt += 1) made = made.append('input', `reasoning_attempt_${attempt}`, field.str({ desc: 'an attempt to answer' }));
  return made.prepend('output', 'rationale', field.str({ desc: 'the reasoning, put right' })) as Signature<Values, ComparisonOutputs<S>>;
}

function valuesOf(answer: object): Values {
  return answer instanceof Prediction ? answer.toJSON() : (answer as Values);
}

function firstLine(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? '');
  return text.trim().split('\n')[0]?.trim() ?? '';
}
