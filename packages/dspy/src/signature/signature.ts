import { SignatureError } from '../errors.ts';
import type { Field } from './field.ts';
import type { InputsOfString, OutputsOfString } from './infer.ts';
import type { JSONSchema } from './json-schema.ts';

/**
 * What a program takes and gives: named, typed inputs and outputs, and instructions. Immutable.
 *
 * `I` and `O` are the TypeScript types of the values; see `Inputs` and `Outputs`.
 */
export class Signature<I extends object = object, O extends object = object> {
  /** For the type checker only; there is no such property at run time. */
  declare readonly '~types': { readonly inputs: I; readonly outputs: O };
  /** `StringSignature` unless given. */
  readonly name: string;
  readonly instructions: string;
  readonly inputFields: readonly Field[];
  readonly outputFields: readonly Field[];

  constructor(parts: { name?: string; instructions?: string; inputFields: readonly Field[]; outputFields: readonly Field[] }) {
    this.name = parts.name ?? 'StringSignature';
    this.instructions = parts.instructions ?? '';
    this.inputFields = parts.inputFields;
    this.outputFields = parts.outputFields;
  }

  /** JSON Schema of an object with the inputs. */
  inputSchema(): JSONSchema {
    throw new SignatureError('not written yet');
  }

  /** JSON Schema of an object with the outputs. */
  outputSchema(): JSONSchema {
    throw new SignatureError('not written yet');
  }

  /**
   * Checks and converts inputs from outside (JSON), fills in defaults.
   *
   * @throws {InputError} with one issue per problem.
   */
  parseInputs(record: unknown): I {
    throw new SignatureError(`not written yet: ${typeof record}`);
  }
}

/** What can stand for a signature: one made before, or its string form. */
export type SignatureSpec = string | Signature;

/** The signature type that a {@link SignatureSpec} stands for. */
export type SignatureOf<S extends SignatureSpec> = S extends string ? Signature<InputsOfString<S>, OutputsOfString<S>> : Extract<S, Signature>;

/** Input values of a signature, or of a signature string. */
export type Inputs<S extends SignatureSpec> = SignatureOf<S>['~types']['inputs'];

/** Output values of a signature, or of a signature string. */
export type Outputs<S extends SignatureSpec> = SignatureOf<S>['~types']['outputs'];

/** `signature('context: list[str], question -> answer')` */
export function signature<const S extends string>(text: S, instructions?: string): Signature<InputsOfString<S>, OutputsOfString<S>> {
  throw new SignatureError(`not written yet: ${text} ${instructions ?? ''}`);
}

/** The signature that `spec` stands for. */
export function ensureSignature<const S extends SignatureSpec>(spec: S): SignatureOf<S>;
export function ensureSignature(spec: SignatureSpec): Signature {
  return typeof spec === 'string' ? signature<string>(spec) : spec;
}
