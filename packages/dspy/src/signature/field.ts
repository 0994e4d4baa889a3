import { SignatureError } from '../errors.ts';
import { allowsNone, type FieldType } from './field-type.ts';
import { inferPrefix } from './infer-prefix.ts';

/** Bounds of a value. They are shown to the model; inputs from outside (`parseInputs`) are checked against them. */
export interface Constraints {
  readonly gt?: number | undefined;
  readonly ge?: number | undefined;
  readonly lt?: number | undefined;
  readonly le?: number | undefined;
  readonly multipleOf?: number | undefined;
  /** Of a text or list. */
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
}

/** An input or output of a signature. */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** Shown to the model; empty when there is none. */
  readonly description: string;
  /** Label that saved programs carry: `Question:`. */
  readonly prefix: string;
  readonly constraints: Constraints;
  /** Used when a value is left out; absent when there is none. */
  readonly default?: unknown;
  /** Whether a value may be left out without a default: a zod schema with `.optional()`. */
  readonly optional?: boolean | undefined;
}

/** Whether a value may be left out: it has a default, may be null, or is optional. */
export function mayBeLeftOut(field: Field): boolean {
  return 'default' in field || field.optional === true || allowsNone(field.type);
}

/** A field with everything but its type optional. @throws {SignatureError} when no field can have the name. */
export function makeField(name: string, parts: { readonly type: FieldType } & Partial<Field>): Field {
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) {
    throw new SignatureError(`"${name}" cannot name a field: letters, digits and underscores only, and no digit first`);
  }
  if (name === '__proto__') throw new SignatureError('"__proto__" cannot name a field: it means something else to JavaScript objects');
  const { type, description = '', prefix = `${inferPrefix(name)}:`, constraints = {}, optional } = parts;
  return { name, type, description, prefix, constraints, ...('default' in parts && { default: parts.default }), ...(optional && { optional }) };
}
