import { isRecord } from '../is-record.ts';
import type { ProgramState, StateSource } from './parameter.ts';
import { StateError } from './state-error.ts';

/** An error about one place in a state: `program.json: demos[2] of predictor "answer" …`. */
export function wrong(source: StateSource, place: string, problem: string, cause?: unknown): StateError {
  const { name, path, predictor } = source;
  return new StateError(`${name}: ${place} of predictor "${predictor}" ${problem}; nothing was loaded`, { path, predictor, cause });
}

export function readRecord(value: unknown, source: StateSource, place: string): ProgramState {
  if (isRecord(value)) return value;
  throw wrong(source, place, `has to be an object, found ${shown(value)}`);
}

export function readText(value: unknown, source: StateSource, place: string): string {
  if (typeof value === 'string') return value;
  throw wrong(source, place, `has to be text, found ${shown(value)}`);
}

export function readList(value: unknown, source: StateSource, place: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw wrong(source, place, `has to be a list, found ${shown(value)}`);
}

export function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
