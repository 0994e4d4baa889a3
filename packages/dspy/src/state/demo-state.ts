import { errorText } from '../error-text.ts';
import { type Demo, demoValue } from '../prediction/example.ts';
import { FieldRecord } from '../prediction/field-record.ts';
import type { FieldType } from '../signature/field-type.ts';
import type { Signature } from '../signature/signature.ts';
import { readSavedPart, writeSavedPart } from '../types/saved-part.ts';
import type { ProgramState, StateSource } from './parameter.ts';
import { readList, readRecord } from './read-state.ts';
import { StateError } from './state-error.ts';

/** A worked example as plain data: every value that it has, also of fields that the signature does not know. */
export function dumpDemo(demo: Demo, signature: Signature): ProgramState {
  const names = demo instanceof FieldRecord ? demo.keys() : Object.keys(demo);
  return Object.fromEntries(names.map((name) => [name, savedField(demo, name, signature)]));
}

function savedField(demo: Demo, name: string, signature: Signature): unknown {
  try {
    return savedValue(signature.field(name)?.type, demoValue(demo, name));
  } catch (cause) {
    throw new StateError(`field "${name}" of a demo of Predict("${String(signature)}") cannot be saved: ${errorText(cause)}`, { cause });
  }
}

export function restoreDemos(value: unknown, source: StateSource): readonly Demo[] {
  return readList(value, source, 'demos').map((demo, index) => readRecord(demo, source, `demos[${index}]`));
}

/**
 * A value as JSON data; of custom types that Python DSPy saves in a form of its own, in that form.
 *
 * @throws {TypeError} for what JSON cannot hold: functions, symbols, values that contain themselves.
 */
function savedValue(type: FieldType | undefined, value: unknown, inside: readonly object[] = []): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === 'function' || typeof value === 'symbol') throw new TypeError(`a ${typeof value} is no data`);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (type?.kind === 'custom' && type.type.save) return readSavedPart(value) ? value : writeSavedPart(type.type.save(value));
  if (type?.kind === 'checked') return savedValue(type.base, value, inside);
  if (type?.kind === 'union') return savedValue(type.members.find((member) => member.kind === 'custom' && accepts(member, value)), value, inside);
  if (typeof value !== 'object') return value;
  if (inside.includes(value)) throw new TypeError('a value that contains itself has no end');
  return savedObject(type, value, [...inside, value]);
}

function savedObject(type: FieldType | undefined, value: object, inside: readonly object[]): unknown {
  if (value instanceof Date) return type?.kind === 'date' ? value.toISOString().slice(0, 10) : value.toISOString();
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, (item: unknown, index) => savedValue(itemType(type, index), item, inside));
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if ('toJSON' in value && typeof value.toJSON === 'function') return savedValue(undefined, value.toJSON(), inside);
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(entries.map(([key, member]): [string, unknown] => [String(key), savedValue(memberType(type, String(key)), member, inside)]));
}

function accepts(type: Extract<FieldType, { kind: 'custom' }>, value: unknown): boolean {
  try {
    type.type.parse(value);
    return true;
  } catch {
    return false;
  }
}

function itemType(type: FieldType | undefined, index: number): FieldType | undefined {
  if (type?.kind === 'list' || type?.kind === 'set') return type.item;
  return type?.kind === 'tuple' ? type.items[index] : undefined;
}

function memberType(type: FieldType | undefined, name: string): FieldType | undefined {
  if (type?.kind === 'dict') return type.value;
  return type?.kind === 'object' ? type.fields[name]?.type : undefined;
}
