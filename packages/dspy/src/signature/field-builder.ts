import type { ZodType, output as ZodOutput } from 'zod';
import type { FieldType, LiteralValue, ObjectField } from './field-type.ts';
import { NONE, unionOf } from './field-type.ts';
import { type FieldInput, type FieldOptions, type FieldSpec, type OutputsOfFields, type OutputValue, type TypeOwner, typeOfInput } from './field-spec.ts';
import type { TypeOfString } from './infer.ts';

/** Makes fields of one type; with a default the field may be left out by callers. */
interface FieldMaker<T> {
  (options: FieldOptions<T> & { readonly default: T }): FieldSpec<T, true>;
  (options?: FieldOptions<T>): FieldSpec<T, false>;
}

function spec<T>(typeFor: (name: string) => FieldType, options: FieldOptions<T> = {}): FieldSpec<T> {
  return { typeFor, options };
}

function scalar<T>(type: FieldType): FieldMaker<T> {
  return ((options?: FieldOptions<T>) => spec(() => type, options)) as FieldMaker<T>;
}

function list<const F extends FieldInput>(item: F, options?: FieldOptions<OutputValue<F>[]>): FieldSpec<OutputValue<F>[], false> {
  return spec((name) => ({ kind: 'list', item: typeOfInput(item, name) }), options) as FieldSpec<OutputValue<F>[], false>;
}

function dict<const F extends FieldInput>(value: F, options?: FieldOptions): FieldSpec<Record<string, OutputValue<F>>, false> {
  return spec((name) => ({ kind: 'dict', key: { kind: 'str' }, value: typeOfInput(value, name) }), options) as FieldSpec<Record<string, OutputValue<F>>, false>;
}

function literal<const V extends LiteralValue>(values: readonly V[], options?: FieldOptions<V>): FieldSpec<V, false> {
  return spec(() => ({ kind: 'literal', values }), options) as FieldSpec<V, false>;
}

function enumeration<const M extends Readonly<Record<string, string | number>>>(name: string, members: M, options?: FieldOptions): FieldSpec<M[keyof M], false> {
  return spec(() => ({ kind: 'enum', name, members }), options) as FieldSpec<M[keyof M], false>;
}

function optional<const F extends FieldInput>(of: F, options?: FieldOptions): FieldSpec<OutputValue<F> | null, false> {
  return spec((name) => unionOf([typeOfInput(of, name), NONE]), options) as FieldSpec<OutputValue<F> | null, false>;
}

function union<const F extends readonly FieldInput[]>(members: F, options?: FieldOptions): FieldSpec<OutputValue<F[number]>, false> {
  return spec((name) => unionOf(members.map((member) => typeOfInput(member, name))), options) as FieldSpec<OutputValue<F[number]>, false>;
}

function object<const F extends Readonly<Record<string, FieldInput>>>(name: string, fields: F, options?: FieldOptions): FieldSpec<OutputsOfFields<F>, false> {
  const typeFor = (): FieldType => ({
    kind: 'object',
    name,
    fields: Object.fromEntries(Object.entries(fields).map(([key, input]) => [key, objectField(key, input)])),
  });
  return spec(typeFor, options) as FieldSpec<OutputsOfFields<F>, false>;
}

function objectField(name: string, input: FieldInput): ObjectField {
  const options: FieldOptions = typeof input === 'object' && 'typeFor' in input ? input.options : {};
  return {
    type: typeOfInput(input, name),
    required: !('default' in options),
    ...(options.desc !== undefined && { description: options.desc }),
    ...('default' in options && { default: options.default }),
  };
}

function of<const T extends string>(type: T, options?: FieldOptions): FieldSpec<TypeOfString<T>, false>;
function of<T extends ZodType>(schema: T, options?: FieldOptions): FieldSpec<ZodOutput<T>, false>;
function of<T>(owner: TypeOwner<T>, options?: FieldOptions): FieldSpec<T, false>;
function of(input: string | ZodType | TypeOwner, options?: FieldOptions): FieldSpec {
  return spec((name) => typeOfInput(input, name), options);
}

/**
 * Makes fields for the object form of `signature`:
 *
 * ```ts
 * import { field, signature } from '@dspy-otel/dspy';
 *
 * const QA = signature({
 *   inputs: { question: field.str({ desc: 'from a visitor' }) },
 *   outputs: { answer: field.str(), score: field.float({ ge: 0, le: 1 }) },
 * });
 * console.log(String(QA)); // question -> answer, score
 * ```
 */
export const field = {
  str: scalar<string>({ kind: 'str' }),
  int: scalar<number>({ kind: 'int' }),
  float: scalar<number>({ kind: 'float' }),
  bool: scalar<boolean>({ kind: 'bool' }),
  date: scalar<Date>({ kind: 'date' }),
  datetime: scalar<Date>({ kind: 'datetime' }),
  any: scalar<unknown>({ kind: 'any' }),
  list,
  dict,
  literal,
  /** A closed set of values with names: `field.enum('Color', { RED: 'red', BLUE: 2 })`. */
  enum: enumeration,
  optional,
  union,
  /** An object with named, typed fields; the name is what prompts call it. */
  object,
  /** A type as in signature strings, a zod 4 schema, or a class such as `Image`, with options: `field.of(Image, { desc: 'a photo' })`. */
  of,
} as const;
