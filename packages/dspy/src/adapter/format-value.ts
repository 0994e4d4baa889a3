import { InputError } from '../errors.ts';
import type { ContentPart } from '../lm/message.ts';
import type { Field } from '../signature/field.ts';
import type { FieldType } from '../signature/field-type.ts';
import { pythonJson } from '../signature/python-json.ts';
import { typeName } from '../signature/type-name.ts';

/** Text, or a part of a message that is not text. */
export type Piece = string | Exclude<ContentPart, { type: 'text' }>;

/** A field's value as a prompt shows it. @throws {InputError} that names the field when the value cannot be shown. */
export function formatField(field: Field, value: unknown): readonly Piece[] {
  try {
    return formatValue(field.type, value);
  } catch (cause) {
    throw cannotBeShown(field, cause);
  }
}

/** The value of a field has no form that a model could read. */
export function cannotBeShown(field: Field, cause: unknown): InputError {
  const expected = typeName(field.type);
  const message = `the value of field "${field.name}" (${expected}) cannot be shown to a model: ${cause instanceof Error ? cause.message : String(cause)}`;
  return new InputError(message, [{ path: [field.name], expected, message }], { cause });
}

/**
 * A value as a prompt shows it. Text stands as it is; a list in a text field becomes numbered passages; numbers, truth
 * values and nothing read as in Python; everything with structure is JSON.
 *
 * @throws {TypeError} for what cannot be shown: functions, symbols, values that contain themselves.
 */
function formatValue(type: FieldType, value: unknown): readonly Piece[] {
  if (!holdsCustom(type)) return [textOf(type, value)];
  return customPieces(type, value) ?? [textOf(type, value)];
}

function textOf(type: FieldType, value: unknown): string {
  if (typeof value === 'string') return value;
  if (type.kind === 'str' && Array.isArray(value)) return passages(value);
  if (type.kind === 'date' && value instanceof Date) return value.toISOString().slice(0, 10);
  return plainText(value);
}

function plainText(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return pythonJson(value);
}

/** `[1] «one»` per line; a single passage goes without its number; `N/A` stands for none. */
function passages(items: readonly unknown[]): string {
  if (items.length === 0) return 'N/A';
  const quoted = items.map((item) => quote(plainText(item)));
  return items.length === 1 ? quoted.join('') : quoted.map((item, index) => `[${index + 1}] ${item}`).join('\n');
}

function quote(text: string): string {
  if (!/[\n«»]/.test(text)) return `«${text}»`;
  return `«««\n${text.split('\n').map((line) => `    ${line}`).join('\n')}\n»»»`;
}

function holdsCustom(type: FieldType): boolean {
  switch (type.kind) {
    case 'custom':
      return true;
    case 'list':
    case 'set':
      return type.item !== undefined && holdsCustom(type.item);
    case 'dict':
      return type.value !== undefined && holdsCustom(type.value);
    case 'tuple':
      return type.items.some(holdsCustom);
    case 'union':
      return type.members.some(holdsCustom);
    case 'object':
      return Object.values(type.fields).some((field) => holdsCustom(field.type));
    default:
      return false;
  }
}

/** The pieces of a value with custom types in it; `undefined` when the value turns out to hold none. */
function customPieces(type: FieldType, value: unknown): readonly Piece[] | undefined {
  if (value === null || value === undefined) return undefined;
  switch (type.kind) {
    case 'custom':
      return piecesOf(type.type.format(type.type.parse(value)));
    case 'union':
      return type.members.filter(holdsCustom).flatMap((member) => customPieces(member, value) ?? []);
    case 'list':
    case 'set':
      return enclosed('[', Array.from(value as Iterable<unknown>, (item) => jsonPieces(type.item, item)), ']');
    case 'tuple':
      return enclosed('[', (value as unknown[]).map((item, index) => jsonPieces(type.items[index], item)), ']');
    case 'dict':
      return members(Object.entries(value), () => type.value);
    case 'object':
      return members(Object.entries(value), (name) => type.fields[name]?.type);
    default:
      return undefined;
  }
}

function piecesOf(formatted: string | readonly ContentPart[]): readonly Piece[] {
  return typeof formatted === 'string' ? [formatted] : formatted.map((part) => (part.type === 'text' ? part.text : part));
}

/** A value inside JSON, text as JSON strings; parts that are not text stand between quotes, where JSON would have a string. */
function jsonPieces(type: FieldType | undefined, value: unknown): readonly Piece[] {
  const pieces = type && holdsCustom(type) ? customPieces(type, value) : undefined;
  if (!pieces) return [pythonJson(value)];
  if (type?.kind !== 'custom') return pieces;
  return ['"', ...pieces.map((piece) => (typeof piece === 'string' ? JSON.stringify(piece).slice(1, -1) : piece)), '"'];
}

function members(entries: readonly [string, unknown][], typeOf: (name: string) => FieldType | undefined): readonly Piece[] {
  return enclosed('{', entries.map(([name, value]) => [`${JSON.stringify(name)}: `, ...jsonPieces(typeOf(name), value)]), '}');
}

function enclosed(open: string, items: readonly (readonly Piece[])[], close: string): readonly Piece[] {
  return [open, ...items.flatMap((item, index) => (index === 0 ? item : [', ', ...item])), close];
}

/** Joins pieces into the content of a message: text when there is only text, parts otherwise. */
export function toContent(pieces: readonly Piece[]): string | readonly ContentPart[] {
  if (pieces.every((piece) => typeof piece === 'string')) return pieces.join('');
  const parts: ContentPart[] = [];
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text += piece;
      continue;
    }
    if (text !== '') parts.push({ type: 'text', text });
    text = '';
    parts.push(piece);
  }
  return text === '' ? parts : [...parts, { type: 'text', text }];
}
