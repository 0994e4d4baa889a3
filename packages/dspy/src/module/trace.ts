import type { Module } from './module.ts';
import type { Observer } from '../observe.ts';
import type { PredictionMembers, Values } from '../prediction/prediction.ts';
import { context, currentSettings } from '../settings.ts';

/** One call of a predictor inside a program. */
export interface TraceStep {
  readonly predictor: Module;
  readonly inputs: Values;
  readonly prediction: PredictionMembers<object>;
}

/** The calls of predictors while a program ran, in the order in which they ended. */
export type Trace = readonly TraceStep[];

/** Runs something and notes every call of a predictor that succeeds inside it. */
export async function withTrace<T>(run: () => Promise<T>): Promise<{ readonly result: T; readonly trace: Trace }> {
  const trace: TraceStep[] = [];
  const observer: Observer = {
    async observe(operation, next) {
      const result = await next();
      if (operation.kind === 'predict') trace.push({ predictor: operation.module, inputs: operation.inputs, prediction: result as PredictionMembers<object> });
      return result;
    },
  };
  const result = await context({ observers: [...currentSettings().observers, observer] }, run);
  return { result, trace };
}
