import { splitTopLevel } from './brackets.ts';
import type { Scalar, ValueType } from './value-type.ts';

const SIMPLE: Readonly<Record<string, ValueType>> = {
  str: { kind: 'string' },
  string: { kind: 'string' },
  date: { kind: 'string' },
  datetime: { kind: 'string' },
  int: { kind: 'int' },
  integer: { kind: 'int' },
  float: { kind: 'float' },
  number: { kind: 'float' },
  bool: { kind: 'bool' },
  boolean: { kind: 'bool' },
  none: { kind: 'null' },
  nonetype: { kind: 'null' },
  null: { kind: 'null' },
  any: { kind: 'any' },
  unknown: { kind: 'any' },
  dict: { kind: 'object', fields: [] },
  object: { kind: 'object', fields: [] },
  list: { kind: 'list', items: { kind: 'any' } },
};

/**
 * Reads a type as a prompt writes it, in Python's notation (`list[str]`, `Literal['a', 'b']`, `Optional[int]`) or
 * TypeScript's (`string[]`, `'a' | 'b'`).
 *
 * @returns undefined for a name that says nothing of itself, such as a class.
 */
export function typeFromName(text: string): ValueType | undefined {
  const name = text.trim();
  const options = splitTopLevel(name, '|');
  if (options.length > 1) return unionOf(options);
  const literal = scalar(name);
  if (literal !== undefined) return { kind: 'literal', options: [literal] };
  if (name.endsWith('[]')) return listOf(name.slice(0, -2));
  const generic = /^([A-Za-z_.]+)\s*[[<](.*)[\]>]$/s.exec(name);
  if (generic) return typeFromGeneric((generic[1] ?? '').toLowerCase(), generic[2] ?? '');
  return SIMPLE[name.toLowerCase()];
}

function typeFromGeneric(name: string, inner: string): ValueType | undefined {
  const parts = splitTopLevel(inner, ',');
  switch (name.replace(/^typing\./, '')) {
    case 'literal':
      return { kind: 'literal', options: parts.map((part) => scalar(part) ?? part.trim()) };
    case 'list':
    case 'array':
    case 'set':
    case 'tuple':
      return listOf(parts[0] ?? '');
    case 'dict':
    case 'record':
      return { kind: 'object', fields: [] };
    case 'union':
      return unionOf(parts);
    case 'optional':
      return unionOf([...parts, 'None']);
    default:
      return undefined;
  }
}

function listOf(items: string): ValueType {
  return { kind: 'list', items: typeFromName(items) ?? { kind: 'any' } };
}

function unionOf(names: readonly string[]): ValueType {
  const types = names.map((name) => typeFromName(name) ?? ({ kind: 'any' } as const));
  const literals = types.flatMap((type) => (type.kind === 'literal' ? type.options : []));
  return types.every((type) => type.kind === 'literal') ? { kind: 'literal', options: literals } : { kind: 'union', options: types };
}

function scalar(text: string): Scalar | undefined {
  const word = text.trim();
  const quoted = /^(['"`])(.*)\1$/s.exec(word);
  if (quoted) return (quoted[2] ?? '').replaceAll(/\\(.)/g, '$1');
  if (/^-?\d+(\.\d+)?$/.test(word)) return Number(word);
  if (/^true$/i.test(word)) return true;
  return /^false$/i.test(word) ? false : undefined;
}
