import type { LMUsage } from '../lm/request.ts';
import type { Completions } from './completions.ts';
import { FieldRecord, type Values } from './field-record.ts';

export type { Values } from './field-record.ts';

/** Tokens by model name (`openai/gpt-4o-mini`). */
export type UsageByModel = Readonly<Record<string, LMUsage>>;

/** What every prediction has beside its fields. */
export interface PredictionMembers<O extends object> {
  /** The value of a field, also of one whose name is taken by a member of this class; `undefined` if there is none. */
  get<K extends keyof O & string>(name: K): O[K];
  get(name: string): unknown;
  has(name: string): boolean;
  /** The names of the fields, in order. */
  keys(): string[];
  /** The fields as plain data, in order. */
  toJSON(): O;
  /** All answers when more than one was asked for (`n`); the prediction itself is the first of them. */
  readonly completions: Completions<O> | undefined;
  /** Tokens used below the outermost module call; empty unless the setting `trackUsage` is on. */
  readonly usage: UsageByModel;
}

/**
 * A program's result. Its fields are properties: `const { answer } = await program.call(…)`.
 *
 * A field named like one of {@link PredictionMembers} is reached with `get(name)` only.
 *
 * ```ts
 * import { Prediction } from '@dspy-otel/dspy';
 *
 * const prediction = new Prediction({ answer: 'Paris', keys: ['capital'] });
 * console.log(prediction.answer); // Paris
 * console.log(prediction.get('keys')); // [ 'capital' ]
 * ```
 */
export type Prediction<O extends object = Values> = PredictionMembers<O> & Readonly<Omit<O, keyof PredictionMembers<O>>>;

/** What a prediction may carry beside its fields. */
export interface PredictionOptions<O extends object = Values> {
  readonly completions?: Completions<O> | undefined;
  readonly usage?: UsageByModel | undefined;
}

/** The class `Prediction`, as a type. */
export interface PredictionConstructor {
  new <O extends object>(values: O, options?: PredictionOptions<O>): Prediction<O>;
  readonly prototype: PredictionMembers<Values>;
}

const MEMBERS = new Set<string>(['get', 'has', 'keys', 'toJSON', 'completions', 'usage', '__proto__']);
const NO_USAGE: UsageByModel = Object.freeze({});

class PredictionObject extends FieldRecord implements PredictionMembers<Values> {
  readonly #completions: Completions<Values> | undefined;
  #usage: UsageByModel;

  constructor(values: Values, options?: PredictionOptions) {
    super(values, MEMBERS);
    this.#completions = options?.completions;
    this.#usage = options?.usage ?? NO_USAGE;
  }

  get completions(): Completions<Values> | undefined {
    return this.#completions;
  }

  get usage(): UsageByModel {
    return this.#usage;
  }

  static setUsage(prediction: unknown, usage: UsageByModel): void {
    if (typeof prediction === 'object' && prediction !== null && #usage in prediction) prediction.#usage = usage;
  }
}

Object.defineProperty(PredictionObject, 'name', { value: 'Prediction' });

/** Notes the tokens used on a prediction; what is not a prediction stays as it is. */
export function setUsage(prediction: unknown, usage: UsageByModel): void {
  PredictionObject.setUsage(prediction, usage);
}

/** `new Prediction({ answer })`: what `forward()` returns. */
export const Prediction = PredictionObject as PredictionConstructor;
