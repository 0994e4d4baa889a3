import { InputError } from '../errors.ts';
import { coerce, type Issues } from '../signature/coerce.ts';
import type { Field } from '../signature/field.ts';
import type { FieldType } from '../signature/field-type.ts';
import { parseValue } from '../signature/parse-value.ts';
import { pythonJson } from '../signature/python-json.ts';
import { ToolCalls } from '../types/tool-calls.ts';
import { cannotBeShown, formatField, type Piece } from './format-value.ts';

/**
 * A value as text in an answer, from which `parseValue` reads the same value. Only text loses something where an adapter
 * takes away the white space around it.
 *
 * @throws {InputError} that names the field when the value cannot be shown.
 */
export function outputText(field: Field, value: unknown): string {
  const { type } = field;
  if (isText(type)) return textOnly(formatField(field, value));
  return valueText(type, outputJson(field, value));
}

/** Plain JSON data as text, from which `parseValue` reads the same value. */
export function valueText(type: FieldType, json: unknown): string {
  if (typeof json === 'object' && json !== null) return pythonJson(json);
  if (typeof json === 'string') return isText(type) || isReadAsItIs(type, json) ? json : JSON.stringify(json);
  if (json === null) return 'None';
  return typeof json === 'boolean' ? (json ? 'True' : 'False') : pythonJson(json);
}

function isText(type: FieldType): boolean {
  if (type.kind === 'checked') return isText(type.base);
  return type.kind === 'str' || (type.kind === 'custom' && type.type.isText === true);
}

function textOnly(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : `<${piece.type}>`)).join('');
}

/** Whether text is read as what it says; `5` may be a number, `None` nothing, and white space around it would go. */
function isReadAsItIs(type: FieldType, text: string): boolean {
  const mayBeNothing = type.kind === 'union' && type.members.every((member) => member.kind === 'str' || member.kind === 'none');
  if (!mayBeNothing && text.trim() !== text) return false;
  const parsed = parseValue(type, text);
  return parsed.ok && (parsed.value === text || parsed.value instanceof Date || !mayBeText(type));
}

function mayBeText(type: FieldType): boolean {
  if (type.kind === 'checked') return mayBeText(type.base);
  return type.kind === 'any' || type.kind === 'str' || (type.kind === 'union' && type.members.some(mayBeText));
}

/**
 * A value as plain JSON data, as an answer in JSON has it: dates and the numbers that JSON lacks are text.
 *
 * @throws {InputError} that names the field when the value cannot be written as JSON.
 */
export function outputJson(field: Field, value: unknown): unknown {
  try {
    return toJson(field.type, value, new Set());
  } catch (cause) {
    throw cause instanceof InputError ? cause : cannotBeShown(field, cause);
  }
}

function toJson(type: FieldType | undefined, value: unknown, inside: Set<object>): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'function' || typeof value === 'symbol') throw new TypeError(`a ${typeof value} cannot be written as JSON`);
  if (typeof value !== 'object') return type?.kind === 'custom' && typeof value === 'string' ? customJson(type, value, inside) : value;
  if (inside.has(value)) throw new TypeError('a value that contains itself cannot be written as JSON');
  inside.add(value);
  const json = objectJson(type, value, inside);
  inside.delete(value);
  return json;
}

function objectJson(type: FieldType | undefined, value: object, inside: Set<object>): unknown {
  if (type?.kind === 'checked') return objectJson(type.base, value, inside);
  if (type?.kind === 'union') return objectJson(memberFor(type.members, value), value, inside);
  if (type?.kind === 'custom') return customJson(type, value, inside);
  if (value instanceof Date) return type?.kind === 'date' ? value.toISOString().slice(0, 10) : value.toISOString();
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if ('toJSON' in value && typeof value.toJSON === 'function') return toJson(undefined, value.toJSON(), inside);
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, (item: unknown, index) => toJson(itemType(type, index), item, inside));
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const members = entries.filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [String(name), toJson(memberType(type, String(name)), member, inside)]));
}

/** The member of a union that a value is of: one that takes it as it is, before one that would convert it. */
function memberFor(members: readonly FieldType[], value: unknown): FieldType | undefined {
  return members.find((member) => {
    const issues: Issues = { found: [] };
    coerce(member, value, [], issues);
    return issues.found.length === 0;
  });
}

function customJson(type: Extract<FieldType, { kind: 'custom' }>, value: unknown, inside: Set<object>): unknown {
  const parsed = type.type.parse(value);
  if (type.type.isText) return type.type.format(parsed);
  const plain = parsed instanceof ToolCalls ? new ToolCalls(parsed.toolCalls) : parsed;
  return plain === value ? objectJson(undefined, value as object, inside) : toJson(undefined, plain, inside);
}

function itemType(type: FieldType | undefined, index: number): FieldType | undefined {
  if (type?.kind === 'tuple') return type.items[index];
  return type?.kind === 'list' || type?.kind === 'set' ? type.item : undefined;
}

function memberType(type: FieldType | undefined, name: string): FieldType | undefined {
  if (type?.kind === 'object') return Object.hasOwn(type.fields, name) ? type.fields[name]?.type : undefined;
  return type?.kind === 'dict' ? type.value : undefined;
}
