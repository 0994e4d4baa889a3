import { builtInTypes } from '../types/built-in.ts';
import type { CustomType, FieldType, LiteralValue } from './field-type.ts';
import { ANY, NONE, STR, unionOf } from './field-type.ts';
import { Scanner } from './scanner.ts';

const SCALARS: ReadonlyMap<string, FieldType> = new Map<string, FieldType>([
  ['str', STR],
  ['string', STR],
  ['int', { kind: 'int' }],
  ['float', { kind: 'float' }],
  ['bool', { kind: 'bool' }],
  ['bytes', { kind: 'bytes' }],
  ['date', { kind: 'date' }],
  ['datetime', { kind: 'datetime' }],
  ['Any', ANY],
  ['object', ANY],
  ['None', NONE],
  ['NoneType', NONE],
]);

const GENERICS: ReadonlyMap<string, (args: readonly FieldType[]) => FieldType | string> = new Map([
  ['list', (args: readonly FieldType[]) => sequence('list', args)],
  ['sequence', (args: readonly FieldType[]) => sequence('list', args)],
  ['set', (args: readonly FieldType[]) => sequence('set', args)],
  ['frozenset', (args: readonly FieldType[]) => sequence('set', args)],
  ['dict', mapping],
  ['mapping', mapping],
  ['optional', (args: readonly FieldType[]) => (args[0] && args.length === 1 ? unionOf([args[0], NONE]) : 'Optional takes one type')],
  ['union', (args: readonly FieldType[]) => (args.length > 0 ? unionOf(args) : 'Union takes types')],
]);

const registered = new Map<string, CustomType>();

/**
 * Makes `type.name` known to signature strings, as itself and as `dspy.<name>`. The last registration of a name wins.
 *
 * ```ts
 * import { type CustomType, Predict, registerType } from '@dspy-otel/dspy';
 *
 * const ISBN: CustomType<string> = {
 *   name: 'ISBN',
 *   jsonSchema: () => ({ type: 'string', pattern: '^[0-9]{13}$' }),
 *   parse: (value) => String(value).replaceAll('-', ''),
 *   format: (value) => String(value),
 * };
 * registerType(ISBN);
 * const find = new Predict('title -> isbn: ISBN');
 * console.log(find.signature.field('isbn')?.type.kind); // custom
 * ```
 */
export function registerType(type: CustomType): void {
  registered.set(type.name, type);
}

function customType(name: string): FieldType | undefined {
  const type = registered.get(name) ?? builtInTypes.get(name);
  return type && { kind: 'custom', type };
}

/**
 * Reads a type as signature strings write it.
 *
 * ```ts
 * import { parseType } from '@dspy-otel/dspy';
 *
 * console.log(parseType('list[str]')); // { kind: 'list', item: { kind: 'str' } }
 * ```
 *
 * @throws {SignatureError}
 */
export function parseType(text: string): FieldType {
  const scanner = new Scanner(text);
  const type = readType(scanner);
  if (!scanner.done) throw scanner.error('expected the end of the type');
  return type;
}

/** Reads a type, leaving the scanner behind it. */
export function readType(scanner: Scanner): FieldType {
  const members = [readMember(scanner)];
  while (scanner.take('|')) members.push(readMember(scanner));
  return unionOf(members);
}

function readMember(scanner: Scanner): FieldType {
  const written = scanner.name(true);
  if (written === undefined) throw scanner.error('expected a type such as str, int, list[str] or Literal["a", "b"]');
  const name = written.slice(written.lastIndexOf('.') + 1);
  if (scanner.take('[')) return readGeneric(scanner, name);
  const found = scanner.types.get(name) ?? SCALARS.get(name) ?? customType(name) ?? bareGeneric(name);
  if (found) return found;
  const known = [...SCALARS.keys(), 'list', 'dict', 'tuple', 'set', 'Literal', 'Optional', 'Union', ...builtInTypes.keys(), ...registered.keys(), ...scanner.types.keys()];
  throw scanner.refusal(`unknown type "${written}" (known: ${known.join(', ')}; for one of your own say signature('…', { types: { ${name}: z.object({ … }) } }))`);
}

function bareGeneric(name: string): FieldType | undefined {
  const lower = name.toLowerCase();
  if (lower === 'tuple') return { kind: 'list' };
  const made = GENERICS.get(lower)?.([]);
  return typeof made === 'object' ? made : undefined;
}

function readGeneric(scanner: Scanner, name: string): FieldType {
  const lower = name.toLowerCase();
  if (lower === 'literal') return { kind: 'literal', values: readItems(scanner, readLiteralValue) };
  if (lower === 'tuple') return readTuple(scanner);
  const make = GENERICS.get(lower);
  const custom = make ? undefined : customType(name);
  if (custom?.kind === 'custom' && custom.type.withArgument) return { kind: 'custom', type: custom.type.withArgument(readArgument(scanner)) };
  if (!make) throw scanner.refusal(`"${name}" takes no types in brackets`);
  const made = make(readItems(scanner, readType));
  if (typeof made === 'string') throw scanner.refusal(made);
  return made;
}

/** What stands in brackets behind a type of one's own: `Code[python]`, `Code["c++"]`. */
function readArgument(scanner: Scanner): string {
  const argument = scanner.quoted() ?? scanner.name();
  if (argument === undefined || argument === '') throw scanner.error('expected a name or a quoted text in the brackets');
  scanner.expect(']', 'to close the bracket');
  return argument;
}

function readTuple(scanner: Scanner): FieldType {
  const items = readItems(scanner, (rest) => (rest.take('...') ? undefined : readType(rest)));
  const [item] = items;
  if (items.length === 2 && item && items[1] === undefined) return { kind: 'list', item };
  if (items.includes(undefined)) throw scanner.refusal('"..." may only be the second of two types in tuple[…]');
  return { kind: 'tuple', items: items.filter((type) => type !== undefined) };
}

function readItems<T>(scanner: Scanner, read: (scanner: Scanner) => T): T[] {
  const items = [read(scanner)];
  while (scanner.take(',')) {
    if (scanner.take(']')) return items;
    items.push(read(scanner));
  }
  scanner.expect(']', 'to close the bracket');
  return items;
}

function readLiteralValue(scanner: Scanner): LiteralValue {
  const text = scanner.quoted();
  if (text !== undefined) return text;
  const number = scanner.number();
  if (number !== undefined) return number;
  const constant = { True: true, False: false, None: null }[scanner.name() ?? ''];
  if (constant === undefined) throw scanner.error('expected a quoted string, a number, True, False or None in Literal[…]');
  return constant;
}

function sequence(kind: 'list' | 'set', args: readonly FieldType[]): FieldType | string {
  return args.length > 1 ? `${kind} takes one type` : { kind, ...(args[0] && { item: args[0] }) };
}

function mapping(args: readonly FieldType[]): FieldType | string {
  const [key, value] = args;
  if (args.length === 0) return { kind: 'dict' };
  return args.length === 2 && key && value ? { kind: 'dict', key, value } : 'dict takes a key type and a value type';
}
