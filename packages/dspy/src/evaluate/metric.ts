import { ConfigurationError } from '../errors.ts';
import { Module } from '../module/module.ts';
import type { Example, ExampleMembers } from '../prediction/example.ts';
import type { Prediction, PredictionMembers, Values } from '../prediction/prediction.ts';
import type { Signature } from '../signature/signature.ts';
import type { Trace } from '../module/trace.ts';

/** How good an answer is: a number, usually from 0 to 1, or whether it is right. */
export type Score = number | boolean;

/**
 * Says how good a prediction for an example is. Optimizers give it the trace, too: a metric may then be stricter, since
 * what it accepts becomes a worked example.
 *
 * ```ts
 * import { Example, Evaluate, Predict, type MetricFunction } from '@dspy-otel/dspy';
 *
 * const sameAnswer: MetricFunction = (example, prediction) => example.answer === prediction.answer;
 * const devset = [new Example({ question: 'What is the capital of France?', answer: 'Paris' }).withInputs('question')];
 * const { score } = await new Evaluate({ devset, metric: sameAnswer }).call(new Predict('question -> answer'));
 * ```
 */
export type MetricFunction<T extends object = Values, O extends object = Values> = (example: Example<T>, prediction: Prediction<O>, trace?: Trace) => Score | Promise<Score>;

/** What a metric that is a module is called with. */
export interface MetricInputs {
  readonly example: ExampleMembers<object>;
  readonly prediction: PredictionMembers<object>;
  readonly trace?: Trace | undefined;
}

/** A program that is a metric, such as `SemanticF1`. */
export type MetricModule = Module<Signature<MetricInputs, { score: Score }>>;

/** Says how good a prediction is: a function, or a module that asks a model. */
export type Metric<T extends object = Values, O extends object = Values> = MetricFunction<T, O> | MetricModule;

/** @throws {ConfigurationError} when the metric gives something that is no score. */
export async function scoreOf<T extends object, O extends object>(metric: Metric<T, O>, example: Example<T>, prediction: Prediction<O>, trace?: Trace): Promise<Score> {
  const score: unknown = metric instanceof Module ? (await metric.call({ example, prediction, ...(trace && { trace }) })).get('score') : await metric(example, prediction, trace);
  if (typeof score === 'boolean' || (typeof score === 'number' && !Number.isNaN(score))) return score;
  throw new ConfigurationError(`the metric ${metricName(metric)} has to give a number or a truth value, and gave ${String(score)}`);
}

export function metricName(metric: Metric<never, never>): string {
  const name = metric instanceof Module ? metric.constructor.name : metric.name;
  return name === '' ? 'metric' : name;
}
