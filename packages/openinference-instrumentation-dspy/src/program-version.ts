import { createHash } from 'node:crypto';
import { BaseLM, LM, type Module, type Predict } from '@dspy-otel/dspy';
import { diag } from '@opentelemetry/api';
import { toJSON } from './json.ts';

/** What of a predictor its saved state is made from. All of it is replaced, not changed, when a program is optimized or loaded. */
type Parts = readonly [signature: unknown, demos: unknown, demoCount: number, lm: unknown];

interface Known {
  readonly parts: readonly Parts[];
  readonly version: string | undefined;
}

const known = new WeakMap<Module, Known>();

/**
 * A short hash of what `program.save` writes: the same program has the same version in every process, and another one once its
 * demos, instructions or models are others. It is made again only when they are. `undefined` for a program that cannot be saved, or of which there is nothing to save.
 */
export function programVersion(program: Module): string | undefined {
  try {
    const predictors = program.predictors();
    const before = known.get(program);
    if (before && isUnchanged(before.parts, predictors)) return before.version;
    const version = hashOfState(program);
    known.set(program, { parts: predictors.map(partsOf), version });
    return version;
  } catch (error) {
    diag.debug('a program that cannot be saved has no version in its traces', error);
    return undefined;
  }
}

function partsOf({ signature, demos, lm }: Predict): Parts {
  return [signature, demos, demos.length, lm];
}

function isUnchanged(parts: readonly Parts[], predictors: readonly Predict[]): boolean {
  if (parts.length !== predictors.length) return false;
  for (let index = 0; index < parts.length; index++) {
    const before = parts[index] as Parts;
    const { signature, demos, lm } = predictors[index] as Predict;
    if (before[0] !== signature || before[1] !== demos || before[2] !== demos.length || before[3] !== lm) return false;
  }
  return true;
}

function hashOfState(program: Module): string | undefined {
  const state = [['self', program] as const, ...program.namedModules()].flatMap(([path, module]) => (module.parameter ? [[path, stateOf(module)]] : []));
  return state.length === 0 ? undefined : createHash('sha256').update(toJSON(state)).digest('hex').slice(0, 12);
}

/** A model of one's own class cannot be saved, and saving would warn of that: it counts by its name. */
function stateOf(module: Module): unknown {
  const lm: unknown = Reflect.get(module, 'lm');
  if (!(lm instanceof BaseLM) || lm instanceof LM) return module.parameter?.dump();
  const withoutModel = Object.create(module, { lm: { value: undefined } }) as Module;
  return [withoutModel.parameter?.dump(), lm.model];
}
