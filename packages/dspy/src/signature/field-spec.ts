import type { ZodType, input as ZodInput, output as ZodOutput } from 'zod';
import { SignatureError } from '../errors.ts';
import { isZodSchema, typeFromZod } from './checked-type.ts';
import { type Constraints, type Field, makeField } from './field.ts';
import type { CustomType, FieldType } from './field-type.ts';
import type { Simplify, TypeOfString } from './infer.ts';
import { parseType } from './parse-type.ts';

/** What can be said about a field beside its type. */
export interface FieldOptions<T = unknown> extends Constraints {
  /** Shown to the model. */
  readonly desc?: string | undefined;
  /** Used when an input is left out. */
  readonly default?: T;
  /** Label in saved programs; made from the name unless given. */
  readonly prefix?: string | undefined;
}

/** A field without its name, as `field.str(…)` makes it. */
export interface FieldSpec<T = unknown, HasDefault extends boolean = boolean> {
  /** The type, for a field of this name: an object type without a title is named after its field. */
  readonly typeFor: (name: string) => FieldType;
  readonly options: FieldOptions;
  /** For the type checker only; there are no such properties at run time. */
  readonly '~value'?: T;
  readonly '~hasDefault'?: HasDefault;
}

/** What has a type of its own: the classes `Image`, `History`, `Code` and so on, and yours. */
export interface TypeOwner<T = unknown> {
  readonly signatureType: CustomType<T>;
}

/** A field in the object form: `field.…()`, a zod schema, a class such as `Image`, or a type as in signature strings. */
export type FieldInput = FieldSpec | ZodType | TypeOwner | string;

/** Values of a field as a caller gives them. */
export type InputValue<F> = F extends ZodType ? ZodInput<F> : SpecValue<F>;

/** Values of a field as a program gives them. */
export type OutputValue<F> = F extends ZodType ? ZodOutput<F> : SpecValue<F>;

type SpecValue<F> = F extends string ? TypeOfString<F> : F extends TypeOwner<infer T> ? T : F extends FieldSpec<infer T> ? T : never;

type MayBeLeftOut<F> = F extends FieldSpec<unknown, infer D>
  ? [D] extends [true]
    ? true
    : AcceptsNothing<InputValue<F>>
  : AcceptsNothing<InputValue<F>>;
type AcceptsNothing<T> = unknown extends T ? false : null extends T ? true : undefined extends T ? true : false;

/** Input values of the object form. */
export type InputsOfFields<F extends Readonly<Record<string, FieldInput>>> = Simplify<
  { -readonly [K in keyof F as MayBeLeftOut<F[K]> extends true ? never : K]: InputValue<F[K]> } & {
    -readonly [K in keyof F as MayBeLeftOut<F[K]> extends true ? K : never]?: InputValue<F[K]> | undefined;
  }
>;

/** Output values of the object form. */
export type OutputsOfFields<F extends Readonly<Record<string, FieldInput>>> = { -readonly [K in keyof F]: OutputValue<F[K]> };

/** The type that a field input stands for, in a field of this name. @throws {SignatureError} */
export function typeOfInput(input: FieldInput, name: string): FieldType {
  if (typeof input === 'string') return parseType(input);
  if (isZodSchema(input)) return typeFromZod(input, name);
  if (isTypeOwner(input)) return { kind: 'custom', type: input.signatureType };
  if (typeof input === 'object' && input !== null && 'typeFor' in input) return input.typeFor(name);
  throw new SignatureError(`field "${name}" is neither field.…(), a zod 4 schema, a class such as Image, nor a type such as "list[str]"`);
}

function isTypeOwner(input: unknown): input is TypeOwner {
  return (typeof input === 'function' || (typeof input === 'object' && input !== null)) && 'signatureType' in input;
}

/** The field that an input describes. @throws {SignatureError} */
export function fieldFromInput(name: string, input: FieldInput): Field {
  const type = typeOfInput(input, name);
  if (typeof input === 'string') return makeField(name, { type });
  if (isZodSchema(input)) return makeField(name, { type, ...describedByZod(type), optional: input.safeParse(undefined).success });
  if (isTypeOwner(input)) return makeField(name, { type });
  const { desc = '', prefix, gt, ge, lt, le, multipleOf, minLength, maxLength } = input.options;
  return makeField(name, {
    type,
    description: desc,
    constraints: { gt, ge, lt, le, multipleOf, minLength, maxLength },
    ...(prefix !== undefined && { prefix }),
    ...('default' in input.options && { default: input.options.default }),
  });
}

const BOUNDS = [
  ['gt', 'exclusiveMinimum'],
  ['ge', 'minimum'],
  ['lt', 'exclusiveMaximum'],
  ['le', 'maximum'],
  ['multipleOf', 'multipleOf'],
  ['minLength', 'minLength'],
  ['maxLength', 'maxLength'],
] as const;

/** A zod schema's own description, default and bounds. */
function describedByZod(type: FieldType): Partial<Field> {
  if (type.kind !== 'checked') return {};
  const { schema } = type;
  const { description } = schema;
  return {
    ...(typeof description === 'string' && { description }),
    ...('default' in schema && { default: schema['default'] }),
    constraints: Object.fromEntries(BOUNDS.flatMap(([bound, keyword]) => (typeof schema[keyword] === 'number' ? [[bound, schema[keyword]]] : []))),
  };
}
