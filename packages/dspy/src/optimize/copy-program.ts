import type { Module } from '../module/module.ts';
import type { Predict } from '../module/predict.ts';

/** A program's predictors that an optimizer may change: those below a compiled part of it stay as they are. */
export function openPredictors(program: Module): [string, Predict][] {
  const compiled = program.namedModules().filter(([, module]) => module.compiled).map(([path]) => path);
  return program.namedPredictors().filter(([path]) => !compiled.some((part) => path === part || path.startsWith(`${part}.`) || path.startsWith(`${part}[`)));
}

/** A copy of a program without worked examples; its models stay. */
export function freshCopy<M extends Module>(program: M): M {
  const copy = program.deepcopy();
  for (const [, predictor] of openPredictors(copy)) Object.assign(predictor, { demos: [], traces: [], train: [] });
  return copy;
}
