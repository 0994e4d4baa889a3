import { isRecord } from '../is-record.ts';
import type { BaseLM } from '../lm/base-lm.ts';
import type { Module } from '../module/module.ts';
import type { LoadOptions, Parameter, ProgramState, StateSource } from './parameter.ts';
import { shown } from './read-state.ts';
import { StateError } from './state-error.ts';

/** What `metadata` is the name of in a state file. */
const METADATA = 'metadata';

/** The state of a program: that of a predictor by itself, of a composed program by the paths of its predictors. */
export function dumpState(program: Module): ProgramState {
  if (program.parameter) return program.parameter.dump();
  const parameters = namedParameters(program);
  if (parameters.has(METADATA)) throw new StateError(`a predictor named "${METADATA}" cannot be saved, as this is what state files call something else; give the property another name`, { predictor: METADATA });
  return Object.fromEntries(Array.from(parameters, ([path, parameter]) => [path, parameter.dump()]));
}

/** Puts a state into a program, whole or not at all. */
export function loadState(program: Module, state: unknown, { name = 'the state', path, ...options }: LoadOptions & { readonly name?: string; readonly path?: string } = {}): void {
  const source = { ...options, name, path, models: new Map<string, BaseLM | undefined>() };
  if (!isRecord(state)) throw new StateError(`${name} has to be an object as program.save writes it, found ${shown(state)}; nothing was loaded`, { path });
  const ready = program.parameter ? [prepareSingle(program.parameter, state, source)] : prepareAll(program, state, source);
  for (const apply of ready) apply();
}

type Source = Omit<StateSource, 'predictor'>;

function prepareSingle(parameter: Parameter, state: ProgramState, source: Source): () => void {
  const expected = Object.keys(parameter.dump());
  if (!expected.some((key) => key in state)) {
    throw new StateError(`${source.name} does not hold the state of a single predictor (${expected.join(', ')}) but ${list(Object.keys(withoutMetadata(state)))}; load it into the program that was saved; nothing was loaded`, source);
  }
  return parameter.prepare(state, { ...source, predictor: 'self' });
}

function prepareAll(program: Module, state: ProgramState, source: Source): (() => void)[] {
  const parameters = namedParameters(program);
  const saved = new Map(Object.entries(withoutMetadata(state)));
  if (source.partial !== true) compareNames([...parameters.keys()], [...saved.keys()], source);
  return [...parameters].filter(([path]) => saved.has(path)).map(([path, parameter]) => {
    const part = saved.get(path);
    if (!isRecord(part)) throw new StateError(`${source.name}: "${path}" has to be the state of a predictor, found ${shown(part)}; nothing was loaded`, { path: source.path, predictor: path });
    return parameter.prepare(part, { ...source, predictor: path });
  });
}

function compareNames(own: readonly string[], saved: readonly string[], source: Source): void {
  const isSingle = saved.includes('signature') && saved.includes('demos') && !own.includes('signature');
  if (isSingle) throw new StateError(`${source.name} holds the state of a single predictor, the program has ${list(own)}; load it into that predictor; nothing was loaded`, source);
  const missing = own.filter((name) => !saved.includes(name));
  const unknown = saved.filter((name) => !own.includes(name));
  if (missing.length === 0 && unknown.length === 0) return;
  const problems = [...(missing.length > 0 ? [`does not have ${list(missing)}`] : []), ...(unknown.length > 0 ? [`has ${list(unknown)}, which the program does not`] : [])];
  const advice = 'load it into a program with the same properties, or pass { partial: true } to load what both have';
  throw new StateError(`${source.name} ${problems.join(' and ')} (the program has ${list(own)}); ${advice}; nothing was loaded`, { path: source.path, predictor: missing[0] ?? unknown[0] });
}

function namedParameters(program: Module): Map<string, Parameter> {
  return new Map(program.namedModules().flatMap(([path, module]) => (module.parameter ? [[path, module.parameter]] : [])));
}

function withoutMetadata({ [METADATA]: _metadata, ...rest }: ProgramState): ProgramState {
  return rest;
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.map((name) => `"${name}"`).join(', ');
}
