import type { Callback } from '../callback/callback.ts';
import type { BaseLM } from '../lm/base-lm.ts';
import { formatHistory, type TextOutput } from '../lm/format-history.ts';
import { type HistoryEntry, historyOf } from '../lm/history.ts';
import { UsageTracker } from '../lm/usage-tracker.ts';
import { observe } from '../observe.ts';
import { Parallel, type ParallelOptions, type ParallelOutcome } from '../parallel/parallel.ts';
import type { Example } from '../prediction/example.ts';
import { type Prediction, setUsage, type Values } from '../prediction/prediction.ts';
import { currentScope, runInScope } from '../scope.ts';
import type { Signature } from '../signature/signature.ts';
import type { LoadOptions, Parameter, ProgramState } from '../state/parameter.ts';
import { dumpState, loadState } from '../state/program-state.ts';
import { loadProgram, saveProgram } from '../state/state-file.ts';
import { deepCopy } from './deep-copy.ts';
import { findModules } from './find-modules.ts';
import type { Predict } from './predict.ts';

/**
 * A program, or a part of one. Write `forward`; callers use `call`, which makes the call visible to observers.
 *
 * ```ts
 * import { type Inputs, Module, Predict, Prediction, signature } from '@dspy-otel/dspy';
 *
 * const QA = signature('question -> answer');
 *
 * class Shout extends Module<typeof QA> {
 *   override readonly signature = QA;
 *   readonly answer = new Predict(QA);
 *   override async forward({ question }: Inputs<typeof QA>) {
 *     const { answer } = await this.answer.call({ question });
 *     return new Prediction({ answer: answer.toUpperCase() });
 *   }
 * }
 * ```
 */
export abstract class Module<S extends Signature = Signature> {
  /** What the program takes and gives. The server reads it to validate requests and to describe the program. */
  signature?: S;
  /** Hear of the calls of this module only. */
  callbacks?: readonly Callback[];
  /** Whether an optimizer made it. As part of another program it stays as it is when that is optimized. */
  compiled = false;

  /** Runs the program. What `forward` throws comes out as it is. */
  call(inputs: S['~types']['inputs']): Promise<Prediction<S['~types']['outputs']>> {
    return this.announce(inputs, async () => this.forward(inputs));
  }

  /** What the program does. Not called from outside: `call` is. */
  abstract forward(inputs: S['~types']['inputs']): Promise<Prediction<S['~types']['outputs']>>;

  /** Every predictor of the program with its path: `respond.predict`, `steps[0]`. One that is there twice counts once. */
  namedPredictors(): [string, Predict][] {
    return findModules(this, isModule).filter((entry): entry is [string, Predict] => entry[1].isPredictor);
  }

  predictors(): Predict[] {
    return this.namedPredictors().map(([, predictor]) => predictor);
  }

  /** Every module below this one with its path. */
  namedModules(): [string, Module][] {
    return findModules(this, isModule).filter(([, module]) => module !== this);
  }

  /** Gives every predictor of the program this model. */
  setLm(lm: BaseLM): void {
    for (const predictor of this.predictors()) predictor.lm = lm;
  }

  /**
   * A copy whose predictors can be changed without changing the original; models, tools and what else a program holds are
   * shared. Give members of your modules TypeScript's `private`, not `#`: copies are made without the constructor.
   *
   * ```ts
   * import { Predict } from '@dspy-otel/dspy';
   *
   * const qa = new Predict('question -> answer');
   * const brief = qa.deepcopy();
   * brief.signature = brief.signature.withInstructions('Answer in one word.');
   * ```
   */
  deepcopy(): this {
    return deepCopy(this, isModule);
  }

  /**
   * A deep copy as it was before it was optimized or given models: without worked examples, and with the models of the
   * settings. Signatures, instructions and parameters stay.
   *
   * ```ts
   * import { Predict } from '@dspy-otel/dspy';
   *
   * const qa = new Predict('question -> answer', { demos: [{ question: 'How much is 6 times 7?', answer: '42' }] });
   * console.log(qa.resetCopy().demos.length); // 0
   * ```
   */
  resetCopy(): this {
    const copy = this.deepcopy();
    for (const predictor of copy.predictors()) predictor.reset();
    return copy;
  }

  /**
   * Runs the program on many inputs, some at a time, each in the caller's settings and trace.
   *
   * ```ts
   * import { Predict } from '@dspy-otel/dspy';
   *
   * const qa = new Predict('question -> answer');
   * const { results } = await qa.batch([{ question: 'Why?' }, { question: 'When?' }], { numThreads: 2, displayProgress: true });
   * console.log(results.map((prediction) => prediction?.answer));
   * ```
   *
   * @throws {EvaluationError} when `maxErrors` of them fail.
   */
  batch(inputs: readonly (S['~types']['inputs'] | Example<object>)[], options: ParallelOptions = {}): Promise<ParallelOutcome<(Prediction<S['~types']['outputs']> | undefined)[]>> {
    return new Parallel(options).call(inputs.map((each) => [this, each] as const));
  }

  /** The model calls made inside this module, oldest first; the last `maxHistorySize` of them. */
  get history(): readonly HistoryEntry[] {
    return historyOf(this);
  }

  /**
   * Prints the last `n` model calls made inside this module.
   *
   * ```ts
   * import { Predict } from '@dspy-otel/dspy';
   *
   * const qa = new Predict('question -> answer');
   * await qa.call({ question: 'What is the capital of France?' });
   * qa.inspectHistory();
   * ```
   */
  inspectHistory(n = 1, out: TextOutput = process.stdout): void {
    out.write(formatHistory(this.history, n));
  }

  /** Whether this is a `Predict`: asks a model by itself, and has demos and a signature that optimizers may change. */
  get isPredictor(): boolean {
    return false;
  }

  /** What a state file holds of this module itself, beside the modules below it; nothing unless a subclass says so. */
  get parameter(): Parameter | undefined {
    return undefined;
  }

  /**
   * The program's demos, instructions, field descriptions and models as plain data, by the paths of its predictors: what
   * Python DSPy's `dump_state` gives. It holds no API keys.
   *
   * ```ts
   * import { ChainOfThought } from '@dspy-otel/dspy';
   *
   * const state = new ChainOfThought('question -> answer').dumpState();
   * console.log(Object.keys(state)); // [ 'predict' ]
   * ```
   */
  dumpState(): ProgramState {
    return dumpState(this);
  }

  /** Takes over a state that `dumpState` or Python DSPy gave, whole or, when it throws, not at all. @throws {StateError} */
  loadState(state: unknown, options: LoadOptions = {}): void {
    loadState(this, state, options);
  }

  /**
   * Saves what can be optimized of the program in a `.json` file, which Python DSPy's `program.load` reads as well.
   *
   * ```ts
   * import { Predict } from '@dspy-otel/dspy';
   *
   * const qa = new Predict('question -> answer', { demos: [{ question: 'How much is 6 times 7?', answer: '42' }] });
   * await qa.save('qa.json');
   * const again = await new Predict('question -> answer').load('qa.json');
   * console.log(again.demos.length); // 1
   * ```
   *
   * @throws {StateError} when it cannot be written; a file that was there before stays as it is.
   */
  async save(path: string): Promise<void> {
    await saveProgram(this, path);
  }

  /**
   * Takes over what a file holds that `save` or Python DSPy's `program.save` wrote, whole or, when it throws, not at all.
   *
   * @throws {StateError} when the file is not there, is not JSON, or was saved from a program with other predictors.
   */
  async load(path: string, options: LoadOptions = {}): Promise<this> {
    await loadProgram(this, path, options);
    return this;
  }

  /** Runs a call of this module inside its observers; the outermost call sums the usage when `trackUsage` is on. */
  protected announce<R extends Prediction<S['~types']['outputs']>>(inputs: object, run: () => Promise<R>): Promise<R> {
    const outer = currentScope();
    const scope = { ...outer, callers: { module: this, outer: outer.callers } };
    const announced = (): Promise<R> => observe({ kind: 'module', name: this.constructor.name, module: this, inputs: inputs as Values }, run);
    if (scope.settings.trackUsage !== true || scope.usage) return runInScope(scope, announced);
    const usage = new UsageTracker();
    return runInScope({ ...scope, usage }, async () => {
      const prediction = await announced();
      setUsage(prediction, usage.total());
      return prediction;
    });
  }
}

function isModule(value: object): value is Module {
  return value instanceof Module;
}
