import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { errorText } from '../error-text.ts';
import { EvaluationError } from '../evaluate/evaluation-error.ts';
import { type Metric, scoreOf } from '../evaluate/metric.ts';
import { type Trace, withTrace } from '../module/trace.ts';
import type { Module } from '../module/module.ts';
import type { Predict } from '../module/predict.ts';
import { type Demo, Example } from '../prediction/example.ts';
import type { Prediction, Values } from '../prediction/prediction.ts';
import { context, currentSettings, type Settings } from '../settings.ts';
import { pythonJson } from '../signature/python-json.ts';
import { openPredictors } from './copy-program.ts';
import { PythonRandom } from './python-random.ts';

/** What making worked examples took. */
export interface BootstrapReport {
  /** How many examples the teacher did well on. */
  readonly bootstrapped: number;
  /** How often it tried. */
  readonly attempts: number;
  /** Where it, or the metric, failed. */
  readonly failures: readonly { readonly example: Example<object>; readonly error: unknown }[];
}

export interface BootstrapSettings<T extends object, O extends object> {
  readonly metric?: Metric<T, O> | undefined;
  readonly metricThreshold?: number | undefined;
  readonly teacherSettings?: Partial<Settings> | undefined;
  readonly maxRounds?: number | undefined;
  readonly maxErrors?: number | undefined;
}

interface Bootstrapped<T extends object> {
  /** Worked examples by the predictor's path, in the order of the training set. */
  readonly demos: ReadonlyMap<string, readonly Demo[]>;
  /** Examples that gave none. */
  readonly rest: readonly Example<T>[];
  readonly report: BootstrapReport;
}

/** Lets the teacher, which is changed on the way, work on examples one by one until enough were done well. */
export async function bootstrap<T extends object, O extends object>(
  teacher: Module,
  trainset: readonly Example<T>[],
  settings: BootstrapSettings<T, O>,
  wanted: number,
  onProgress: (done: number, found: number) => void,
): Promise<Bootstrapped<T>> {
  const { maxRounds = 1, maxErrors = 10 } = settings;
  const names = new Map<Module, string>(openPredictors(teacher).map(([path, predictor]) => [predictor, path]));
  const demos = new Map<string, Demo[]>();
  const good = new Set<Example<T>>();
  const failures: { readonly example: Example<object>; readonly error: unknown }[] = [];
  let attempts = 0;
  for (const [index, example] of trainset.entries()) {
    if (good.size >= wanted) break;
    for (let round = 0; round < maxRounds && !good.has(example); round++) {
      attempts++;
      try {
        const trace = await attempt(teacher, example, round, settings);
        if (!trace) continue;
        good.add(example);
        for (const [path, made] of demosOf(trace, names)) demos.set(path, [...(demos.get(path) ?? []), made]);
      } catch (error) {
        if (currentSettings().signal?.aborted === true) throw error;
        failures.push({ example, error });
        if (failures.length >= maxErrors) throw tooMany(failures.map((failure) => failure.error));
      }
    }
    onProgress(index + 1, good.size);
  }
  return { demos, rest: trainset.filter((example) => !good.has(example)), report: { bootstrapped: good.size, attempts, failures } };
}

/** What the teacher did on an example, if it did well. It does not see the example itself among its worked examples. */
async function attempt<T extends object, O extends object>(teacher: Module, example: Example<T>, round: number, settings: BootstrapSettings<T, O>): Promise<Trace | undefined> {
  const { metric, metricThreshold, teacherSettings = {} } = settings;
  return context(teacherSettings, async () => {
    const restore = prepare(teacher.predictors(), example, round);
    try {
      const { result, trace } = await withTrace(() => teacher.call(example.inputs()));
      if (!metric) return trace;
      const score = await scoreOf(metric, example, result as Prediction<O>, trace);
      const isGood = metricThreshold === undefined ? Boolean(score) : Number(score) >= metricThreshold;
      return isGood ? trace : undefined;
    } finally {
      restore();
    }
  });
}

function prepare(predictors: readonly Predict[], example: Example<object>, round: number): () => void {
  const before = predictors.map(({ demos, config }) => ({ demos, config }));
  for (const predictor of predictors) {
    predictor.demos = predictor.demos.filter((demo) => !isDeepStrictEqual(new Example(demo).toJSON(), example.toJSON()));
    // Answers differ from round to round only when the model is asked in a new way.
    if (round > 0) predictor.config = { ...predictor.config, rolloutId: round, temperature: 1 };
  }
  return () => {
    for (const [index, predictor] of predictors.entries()) Object.assign(predictor, before[index]);
  };
}

/** One worked example for each predictor that was called: of several calls the last one or, as often, one of those before. */
function demosOf(trace: Trace, names: ReadonlyMap<Module, string>): ReadonlyMap<string, Demo> {
  const made = new Map<string, Example[]>();
  for (const { predictor, inputs, prediction } of trace) {
    const path = names.get(predictor);
    if (path !== undefined) made.set(path, [...(made.get(path) ?? []), new Example<Values>({ augmented: true, ...inputs, ...prediction.toJSON() })]);
  }
  return new Map(Array.from(made, ([path, several]) => [path, several.length === 1 ? (several[0] as Example) : oneOf(several)]));
}

function oneOf(demos: readonly Example[]): Example {
  const seed = createHash('sha256').update(pythonJson(demos)).digest().readUInt32BE(0);
  const random = new PythonRandom(seed);
  return random.random() < 0.5 ? random.choice(demos.slice(0, -1)) : (demos.at(-1) as Example);
}

function tooMany(errors: readonly unknown[]): EvaluationError {
  return new EvaluationError(`the teacher failed ${errors.length} times; the first: ${errorText(errors[0])}`, { errors, cause: errors[0] });
}
