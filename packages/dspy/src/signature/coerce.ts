import type { InputIssue } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import type { CheckedType, CustomType, FieldType, LiteralValue } from './field-type.ts';
import { readDate, toBool, toFloat, toInt } from './scalars.ts';
import { pythonLiteral, typeName } from './type-name.ts';

type Path = readonly (string | number)[];

/** Collects what is wrong with a value, so that one report names everything. */
export interface Issues {
  readonly found: InputIssue[];
}

/**
 * The value as the type wants it, converted where nothing is lost (`'5'` is an int, `1` is not a str). What does not
 * fit is reported in `issues`, and the result is then meaningless.
 */
export function coerce(type: FieldType, value: unknown, path: Path, issues: Issues): unknown {
  switch (type.kind) {
    case 'any':
      return value;
    case 'str':
      return typeof value === 'string' ? value : misfit(type, value, path, issues);
    case 'bytes':
      return typeof value === 'string' || value instanceof Uint8Array ? value : misfit(type, value, path, issues);
    case 'int':
      return toInt(value) ?? misfit(type, value, path, issues);
    case 'float':
      return toFloat(value) ?? misfit(type, value, path, issues);
    case 'bool':
      return toBool(value) ?? misfit(type, value, path, issues);
    case 'date':
    case 'datetime':
      return readDate(value) ?? misfit(type, value, path, issues);
    case 'none':
      return value === null || value === undefined ? null : misfit(type, value, path, issues);
    case 'list':
      return coerceList(type, value, path, issues);
    case 'set':
      return unique(coerceList(type, value, path, issues));
    case 'tuple':
      return coerceTuple(type, value, path, issues);
    case 'dict':
      return coerceDict(type, value, path, issues);
    case 'literal':
      return chooseFrom(type, type.values, value, path, issues);
    case 'enum':
      return coerceEnum(type, value, path, issues);
    case 'union':
      return coerceUnion(type, value, path, issues);
    case 'object':
      return coerceObject(type, value, path, issues);
    case 'custom':
      return attempt(type.type, type, value, path, issues);
    default:
      return coerceChecked(type, value, path, issues);
  }
}

function misfit(type: FieldType, value: unknown, path: Path, issues: Issues, message = `expected ${typeName(type)}, got ${describe(value)}`): undefined {
  issues.found.push({ path, expected: typeName(type), message });
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string') return value.length > 60 ? `text beginning "${value.slice(0, 57)}…"` : `"${value}"`;
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'an object';
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? String(value) : `a ${typeof value}`;
}

function coerceList(type: Extract<FieldType, { kind: 'list' | 'set' }>, value: unknown, path: Path, issues: Issues): unknown {
  const items = value instanceof Set ? [...value] : value;
  if (!Array.isArray(items)) return misfit(type, value, path, issues);
  const { item } = type;
  return item ? items.map((element, index) => coerce(item, element, [...path, index], issues)) : items;
}

function unique(items: unknown): unknown {
  if (!Array.isArray(items)) return items;
  const seen = new Set<unknown>();
  return items.filter((item) => {
    const key: unknown = typeof item === 'object' && item !== null ? JSON.stringify(item) : item;
    return seen.has(key) ? false : seen.add(key);
  });
}

function coerceTuple(type: Extract<FieldType, { kind: 'tuple' }>, value: unknown, path: Path, issues: Issues): unknown {
  if (!Array.isArray(value) || value.length !== type.items.length) return misfit(type, value, path, issues);
  return type.items.map((item, index) => coerce(item, value[index], [...path, index], issues));
}

function hasMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && !(value instanceof Date);
}

function coerceDict(type: Extract<FieldType, { kind: 'dict' }>, value: unknown, path: Path, issues: Issues): unknown {
  const entries = value instanceof Map ? [...value] : hasMembers(value) ? Object.entries(value) : undefined;
  if (!entries) return misfit(type, value, path, issues);
  const { key: keyType, value: valueType } = type;
  return Object.fromEntries(
    entries.map(([key, element]) => {
      const name = String(key);
      if (keyType) coerce(keyType, name, [...path, name], issues);
      return [name, valueType ? coerce(valueType, element, [...path, name], issues) : element];
    }),
  );
}

function coerceObject(type: Extract<FieldType, { kind: 'object' }>, value: unknown, path: Path, issues: Issues): unknown {
  if (!hasMembers(value)) return misfit(type, value, path, issues);
  const entries: [string, unknown][] = [];
  for (const [name, field] of Object.entries(type.fields)) {
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    if (given !== undefined) entries.push([name, coerce(field.type, given, [...path, name], issues)]);
    else if (field.required) misfit(field.type, given, [...path, name], issues, `"${name}" is missing`);
    else if ('default' in field) entries.push([name, field.default]);
  }
  return Object.fromEntries(entries);
}

function chooseFrom(type: FieldType, choices: readonly LiteralValue[], value: unknown, path: Path, issues: Issues): unknown {
  if (choices.some((choice) => choice === value)) return value;
  const written = typeof value === 'string' ? unquote(value.trim()) : value;
  const chosen = choices.find((choice) => choice === written || (typeof written === 'string' && sameText(choice, written)));
  return chosen === undefined ? misfit(type, value, path, issues) : chosen;
}

/** Whether `text` writes the choice: `True` or `true`, `1` or `1.0`, `None` or `null`. */
function sameText(choice: LiteralValue, text: string): boolean {
  if (typeof choice === 'string') return choice === text;
  if (typeof choice === 'number') return text.trim() !== '' && Number(text) === choice;
  return text === pythonLiteral(choice) || text === String(choice);
}

/** Takes quotes, and `Literal[…]`, off a choice as models like to write it. */
function unquote(text: string): string {
  const inner = /^Literal\[([\s\S]*)\]$/.exec(text)?.[1]?.trim() ?? text;
  return /^(["'])[\s\S]*\1$/.test(inner) && inner.length > 1 ? inner.slice(1, -1) : inner;
}

function coerceEnum(type: Extract<FieldType, { kind: 'enum' }>, value: unknown, path: Path, issues: Issues): unknown {
  const values = Object.values(type.members);
  const name = typeof value === 'string' ? unquote(value.trim()).replace(`${type.name}.`, '') : undefined;
  const isName = name !== undefined && Object.hasOwn(type.members, name) && !values.some((member) => member === value || member === name);
  return isName ? type.members[name] : chooseFrom(type, values, value, path, issues);
}

/** An exact match wins over a conversion, and both in the order of the members; text is the last resort. */
function coerceUnion(type: Extract<FieldType, { kind: 'union' }>, value: unknown, path: Path, issues: Issues): unknown {
  const attempts: InputIssue[][] = [];
  let converted: { readonly value: unknown } | undefined;
  for (const member of type.members) {
    const inner: Issues = { found: [] };
    const result = coerce(member, value, path, inner);
    if (inner.found.length > 0) attempts.push(inner.found);
    else if (result === value) return result;
    else converted ??= { value: result };
  }
  if (converted) return converted.value;
  const closest = attempts.find((found) => found.some((issue) => issue.path.length > path.length));
  if (closest) issues.found.push(...closest);
  else misfit(type, value, path, issues);
  return undefined;
}

function attempt(parser: Pick<CustomType, 'parse'>, type: FieldType, value: unknown, path: Path, issues: Issues): unknown {
  try {
    return parser.parse(value);
  } catch (error) {
    return misfit(type, value, path, issues, error instanceof Error ? error.message : String(error));
  }
}

/** The schema sees the value as it is first: it may want text where the shape would make a date. */
function coerceChecked(type: CheckedType, value: unknown, path: Path, issues: Issues): unknown {
  const parser = { parse: (candidate: unknown) => type.check(candidate) };
  const asGiven: Issues = { found: [] };
  const result = attempt(parser, type, value, path, asGiven);
  if (asGiven.found.length === 0) return result;
  const shape: Issues = { found: [] };
  const shaped = coerce(type.base, value, path, shape);
  if (shape.found.length === 0 && shaped !== value) return attempt(parser, type, shaped, path, issues);
  issues.found.push(...(shape.found.length > 0 ? shape.found : asGiven.found));
  return undefined;
}
