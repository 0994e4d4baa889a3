import { Module } from '../module/module.ts';
import type { Predict } from '../module/predict.ts';

/** A program's predictors that an optimizer may change: those below a compiled part of it stay as they are. */
export function openPredictors(program: Module): [string, Predict][] {
  const compiled = program.namedModules().filter(([, module]) => module.compiled).map(([path]) => path);
  return program.namedPredictors().filter(([path]) => !compiled.some((part) => path === part || path.startsWith(`${part}.`) || path.startsWith(`${part}[`)));
}

/** A copy of a program without worked examples; its models stay. */
export function freshCopy<M extends Module>(program: M): M {
  const copy = copyProgram(program);
  for (const [, predictor] of openPredictors(copy)) Object.assign(predictor, { demos: [], traces: [], train: [] });
  return copy;
}

/** A copy of a program whose predictors can be changed without changing the original. */
export function copyProgram<M extends Module>(program: M): M {
  return copyOf(program, new Map()) as M;
}

function copyOf(value: unknown, copies: Map<object, object>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = copies.get(value);
  if (known) return known;
  if (value instanceof Module) return copyInto(Object.create(Object.getPrototypeOf(value) as object) as object, value, copies);
  if (Array.isArray(value)) return copyInto([], value, copies);
  if (value instanceof Map) {
    const copy = new Map<unknown, unknown>();
    copies.set(value, copy);
    for (const [key, item] of value) copy.set(key, copyOf(item, copies));
    return copy;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? copyInto({}, value, copies) : value;
}

function copyInto(copy: object, original: object, copies: Map<object, object>): object {
  copies.set(original, copy);
  for (const name of Object.keys(original)) Reflect.set(copy, name, copyOf(Reflect.get(original, name), copies));
  return copy;
}
