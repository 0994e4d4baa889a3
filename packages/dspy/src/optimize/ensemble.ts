import { createHash } from 'node:crypto';
import { ConfigurationError } from '../errors.ts';
import { Module } from '../module/module.ts';
import { Prediction } from '../prediction/prediction.ts';
import { pythonJson } from '../signature/python-json.ts';
import { PythonRandom } from './python-random.ts';

/** Makes one prediction of several: `majority`, for example. */
export type ReduceFunction = (predictions: readonly Prediction[]) => Prediction<object> | Promise<Prediction<object>>;

/** How an `Ensemble` asks its programs. */
export interface EnsembleOptions {
  /** Unless given, the prediction is all of them as `outputs`. */
  readonly reduceFn?: ReduceFunction | undefined;
  /** Ask only so many of the programs, drawn at random for each question; all unless given. */
  readonly size?: number | undefined;
  /** Draw the same programs for the same inputs; false unless given: each call draws anew. */
  readonly deterministic?: boolean | undefined;
}

/**
 * Makes one program of several: asks all of them, or some, at the same time and reduces what they say to one prediction.
 *
 * ```ts
 * import { Ensemble, Predict } from '@dspy-otel/dspy';
 *
 * const programs = [new Predict('question -> answer'), new Predict('question -> answer', { temperature: 1 })];
 * const ensemble = new Ensemble({ reduceFn: ([first]) => first! }).compile(programs);
 * const prediction = await ensemble.call({ question: 'What is the capital of France?' });
 * console.log(prediction.get('answer'));
 * ```
 */
export class Ensemble {
  readonly options: EnsembleOptions;

  /** @throws {ConfigurationError} when `size` cannot be. */
  constructor(options: EnsembleOptions = {}) {
    const { size = 1 } = options;
    if (!Number.isInteger(size) || size < 1) throw new ConfigurationError(`size of an Ensemble has to be a whole number from 1, got ${size}`);
    this.options = options;
  }

  /** @throws {ConfigurationError} when there are no programs. */
  compile<M extends Module>(programs: readonly M[]): EnsembledProgram<M> {
    if (programs.length === 0) throw new ConfigurationError('an Ensemble needs at least one program');
    return new EnsembledProgram(programs, this.options);
  }
}

/**
 * Several programs as one, made by `Ensemble`.
 *
 * ```ts
 * import { Ensemble, type EnsembledProgram, majority, Predict } from '@dspy-otel/dspy';
 *
 * const programs = [new Predict('question -> answer'), new Predict('question -> answer')];
 * const ensemble: EnsembledProgram = new Ensemble({ reduceFn: (predictions) => majority(predictions) }).compile(programs);
 * console.log(ensemble.programs.length); // 2
 * ```
 */
export class EnsembledProgram<M extends Module = Module> extends Module {
  readonly programs: readonly M[];
  readonly options: EnsembleOptions;
  /** How often it was asked: what it draws programs with. */
  calls = 0;

  constructor(programs: readonly M[], options: EnsembleOptions = {}) {
    super();
    this.programs = programs;
    this.options = options;
  }

  override async forward(inputs: object): Promise<Prediction<object>> {
    const { reduceFn } = this.options;
    const outputs = await Promise.all(this.drawn(inputs).map((program) => program.call(inputs)));
    return reduceFn ? reduceFn(outputs as Prediction[]) : new Prediction({ outputs });
  }

  // Not a #method: copies of a program are made without its constructor and would not have it.
  private drawn(inputs: object): readonly M[] {
    const { size, deterministic = false } = this.options;
    if (size === undefined) return this.programs;
    const seed = deterministic ? createHash('sha256').update(pythonJson(inputs)).digest().readUInt32BE(0) : this.calls++;
    return new PythonRandom(seed).sample(this.programs, size);
  }
}
