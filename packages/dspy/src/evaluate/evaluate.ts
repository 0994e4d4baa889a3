import { writeFile } from 'node:fs/promises';
import type { Callback, WithCallbacks } from '../callback/callback.ts';
import { errorText } from '../error-text.ts';
import { ConfigurationError } from '../errors.ts';
import type { PredictionOf } from '../module/best-of-n.ts';
import type { Module } from '../module/module.ts';
import { observe } from '../observe.ts';
import type { Example } from '../prediction/example.ts';
import { Prediction, type Values } from '../prediction/prediction.ts';
import { EvaluationError } from './evaluation-error.ts';
import { EvaluationResult, type FailedExample, type ScoredExample } from './evaluation-result.ts';
import { type Metric, metricName, type Score, scoreOf } from './metric.ts';
import { ProgressBar, type Terminal } from '../parallel/progress-bar.ts';
import { columnsOf, rowsOf, toCsv } from './result-rows.ts';
import { formatTable } from './result-table.ts';
import { runAll } from '../parallel/run-all.ts';

/** How examples are run and results are shown. */
export interface EvaluateSettings {
  /** How many examples at a time; 8 unless given. */
  readonly numThreads?: number | undefined;
  /** A bar with the score so far on stderr, where that is a terminal; off unless given. */
  readonly displayProgress?: boolean | undefined;
  /** A table on stdout at the end, of all results or of the first so many; none unless given. */
  readonly displayTable?: boolean | number | undefined;
  /** With how many failing examples to give up; 10 unless given. */
  readonly maxErrors?: number | undefined;
  /** The score of an example on which the program or the metric fails; 0 unless given. */
  readonly failureScore?: number | undefined;
  /** File to write the results to, a row per example. */
  readonly saveAsCsv?: string | undefined;
  /** File to write the results to, a JSON array with an object per example. */
  readonly saveAsJson?: string | undefined;
  /** Where bar and table go instead of stderr and stdout. */
  readonly terminal?: Terminal | undefined;
}

/** What an `Evaluate` runs on, and how. */
export interface EvaluateOptions<T extends object = Values, O extends object = Values> extends EvaluateSettings {
  /** At least one; each knows its inputs (`withInputs`). */
  readonly devset: readonly Example<T>[];
  readonly metric: Metric<T, O>;
  readonly callbacks?: readonly Callback[] | undefined;
}

/** An `Evaluate` of whatever examples. */
export interface AnyEvaluate extends WithCallbacks {
  readonly settings: EvaluateSettings;
}

/** What one evaluation is about. */
export interface EvaluationInputs {
  readonly program: Module;
  readonly metric: Metric<never, never>;
  readonly devset: readonly Example<object>[];
  /** For callbacks. */
  readonly callbackMetadata?: Readonly<Record<string, unknown>> | undefined;
}

/** For one call; what is not given is as the evaluation has it. */
export interface EvaluateCall<T extends object, O extends object> extends Partial<Omit<EvaluateOptions<T, O>, 'callbacks'>> {
  /** Told to callbacks (`onEvaluateStart`). */
  readonly callbackMetadata?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Runs a program on examples and says how good it is.
 *
 * ```ts
 * import { answerExactMatch, Evaluate, Example, Predict } from '@dspy-otel/dspy';
 *
 * const devset = [new Example({ question: 'What is the capital of France?', answer: 'Paris' }).withInputs('question')];
 * const evaluate = new Evaluate({ devset, metric: answerExactMatch, numThreads: 4 });
 * const { score, results } = await evaluate.call(new Predict('question -> answer'));
 * for (const [example, prediction, right] of results) console.log(example.question, prediction.answer, right);
 * ```
 */
export class Evaluate<T extends object = Values, O extends object = Values> implements AnyEvaluate {
  readonly devset: readonly Example<T>[];
  readonly metric: Metric<T, O>;
  readonly settings: EvaluateSettings;
  /** Hear of the evaluations of this one only. */
  callbacks: readonly Callback[];

  constructor({ devset, metric, callbacks = [], ...settings }: EvaluateOptions<T, O>) {
    this.devset = devset;
    this.metric = metric;
    this.settings = settings;
    this.callbacks = callbacks;
  }

  /**
   * @throws {ConfigurationError} when there are no examples, or an option cannot work.
   * @throws {EvaluationError} when too many examples fail, or the results cannot be written.
   */
  async call<M extends Module>(program: M, { callbackMetadata, ...changes }: EvaluateCall<T, O> = {}): Promise<EvaluationResult<Example<T>, PredictionOf<M>>> {
    const { devset = this.devset, metric = this.metric } = changes;
    const settings = { ...this.settings, ...changes };
    if (devset.length === 0) throw new ConfigurationError('an evaluation needs at least one example in devset');
    const inputs: EvaluationInputs = { program, metric, devset, ...(callbackMetadata && { callbackMetadata }) };
    const operation = { kind: 'evaluation', name: this.constructor.name, evaluation: this, inputs } as const;
    return observe(operation, () => run(program, devset, metric, settings));
  }
}

async function run<M extends Module, T extends object, O extends object>(
  program: M,
  devset: readonly Example<T>[],
  metric: Metric<T, O>,
  settings: EvaluateSettings,
): Promise<EvaluationResult<Example<T>, PredictionOf<M>>> {
  const { numThreads = 8, maxErrors = 10, failureScore = 0 } = settings;
  const answer = async (example: Example<T>): Promise<{ readonly prediction: PredictionOf<M>; readonly score: Score }> => {
    const prediction = (await program.call(example.inputs())) as PredictionOf<M>;
    // That the metric can read what the program says is for the caller to know.
    return { prediction, score: await scoreOf(metric, example, prediction as Prediction<object> as Prediction<O>) };
  };
  const outcomes = await withProgress(devset.length, settings, (onDone) =>
    runAll(devset, { numThreads, maxErrors, onDone: ({ value }) => onDone(value?.score ?? failureScore) }, answer),
  );
  const results = devset.map((example, index): ScoredExample<Example<T>, PredictionOf<M>> => {
    const { prediction, score } = outcomes[index]?.value ?? { prediction: new Prediction({}) as PredictionOf<M>, score: failureScore };
    return [example, prediction, score];
  });
  const failures = devset.flatMap((example, index): FailedExample<Example<T>>[] => {
    const outcome = outcomes[index];
    return outcome && 'error' in outcome ? [{ example, error: outcome.error }] : [];
  });
  const sum = results.reduce((total, [, , score]) => total + Number(score), 0);
  const result = new EvaluationResult(Math.round((10_000 * sum) / devset.length) / 100, results, failures);
  await report(result, metricName(metric), settings);
  return result;
}

/** Shows the mean score so far. */
async function withProgress<R>(total: number, { displayProgress, terminal = process.stderr }: EvaluateSettings, work: (onDone: (score: Score) => void) => Promise<R>): Promise<R> {
  if (displayProgress !== true) return work(() => undefined);
  using bar = new ProgressBar(total, terminal);
  let [done, sum] = [0, 0];
  return await work((score) => {
    done++;
    sum += Number(score);
    bar.update(done, `score ${((100 * sum) / done).toFixed(1)} %`);
  });
}

async function report(result: EvaluationResult, scoreColumn: string, settings: EvaluateSettings): Promise<void> {
  const { displayTable = false, saveAsCsv, saveAsJson, terminal = process.stdout } = settings;
  if (displayTable === false && saveAsCsv === undefined && saveAsJson === undefined) return;
  const rows = rowsOf(result, scoreColumn);
  const columns = columnsOf(rows, scoreColumn);
  if (displayTable !== false) terminal.write(formatTable(rows, columns, displayTable === true ? rows.length : displayTable));
  try {
    if (saveAsCsv !== undefined) await writeFile(saveAsCsv, toCsv(rows, columns));
    if (saveAsJson !== undefined) await writeFile(saveAsJson, JSON.stringify(rows));
  } catch (cause) {
    throw new EvaluationError(`the results cannot be written: ${errorText(cause)}; they are in the error's result`, { result, cause });
  }
}
