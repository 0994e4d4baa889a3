import { InputError, SignatureError } from '../errors.ts';
import { coerceInputs } from './coerce-inputs.ts';
import type { Field } from './field.ts';
import { type FieldInput, fieldFromInput, type InputsOfFields, type InputValue, type OutputsOfFields, type OutputValue, typeOfInput } from './field-spec.ts';
import type { InputsOfString, OutputsOfString, SignatureTypes } from './infer.ts';
import { fieldsSchema, type JSONSchema } from './json-schema.ts';
import { parseSignature } from './parse-signature.ts';

/** What a `Signature` is made of. */
export interface SignatureParts {
  /** Shown in traces; `StringSignature` unless given. */
  readonly name?: string | undefined;
  /** What the model is told to do; made from the field names unless given. */
  readonly instructions?: string | undefined;
  readonly inputFields: readonly Field[];
  readonly outputFields: readonly Field[];
}

/**
 * What a program takes and gives: named, typed inputs and outputs, and instructions. Immutable; the methods that
 * change something give a new signature.
 *
 * `I` and `O` are the TypeScript types of the values; see `Inputs` and `Outputs`.
 *
 * ```ts
 * import { type Inputs, signature } from '@dspy-otel/dspy';
 *
 * const QA = signature('question -> answer');
 * const scored = QA.append('output', 'score', 'float').withInstructions('Answer in one word.');
 * console.log(String(scored), scored.instructions); // question -> answer, score Answer in one word.
 * const inputs: Inputs<typeof scored> = { question: 'Why?' };
 * ```
 */
export class Signature<I extends object = object, O extends object = object> {
  /** For the type checker only; there is no such property at run time. */
  declare readonly '~types': { readonly inputs: I; readonly outputs: O };
  readonly name: string;
  readonly instructions: string;
  readonly inputFields: readonly Field[];
  readonly outputFields: readonly Field[];

  /** @throws {SignatureError} when a name is used twice. */
  constructor({ name = 'StringSignature', inputFields, outputFields, instructions }: SignatureParts) {
    const names = [...inputFields, ...outputFields].map((field) => field.name);
    const twice = names.find((fieldName, index) => names.indexOf(fieldName) !== index);
    if (twice !== undefined) throw new SignatureError(`field "${twice}" is there twice; inputs and outputs need names of their own`);
    this.name = name;
    this.inputFields = inputFields;
    this.outputFields = outputFields;
    this.instructions = instructions ?? defaultInstructions(inputFields, outputFields);
  }

  /** Inputs, then outputs. */
  get fields(): readonly Field[] {
    return [...this.inputFields, ...this.outputFields];
  }

  /** The field of this name, if there is one. */
  field(name: string): Field | undefined {
    return this.inputFields.find((field) => field.name === name) ?? this.outputFields.find((field) => field.name === name);
  }

  /** JSON Schema (2020-12) of an object with the inputs. */
  inputSchema(): JSONSchema {
    return fieldsSchema(this.inputFields);
  }

  /** JSON Schema (2020-12) of an object with the outputs. */
  outputSchema(): JSONSchema {
    return fieldsSchema(this.outputFields);
  }

  /**
   * Checks inputs from outside against types and constraints, converts them where nothing is lost and fills in
   * defaults. What the signature does not name is left out.
   *
   * @throws {InputError} with one issue per problem.
   */
  parseInputs(record: unknown): I {
    const { values, issues } = coerceInputs(this.inputFields, record);
    if (issues.length === 0) return values as I;
    throw new InputError(issues.map((issue) => `${issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''}${issue.message}`).join('; '), issues);
  }

  withInstructions(instructions: string): Signature<I, O> {
    return new Signature<I, O>({ instructions, inputFields: this.inputFields, outputFields: this.outputFields });
  }

  /** Adds an input or output as the last of its side. */
  append<S extends Side, const N extends string, F extends FieldInput>(side: S, name: N, input: F): Extended<I, O, S, N, F> {
    return this.insert(-1, side, name, input);
  }

  /** Adds an input or output as the first of its side. */
  prepend<S extends Side, const N extends string, F extends FieldInput>(side: S, name: N, input: F): Extended<I, O, S, N, F> {
    return this.insert(0, side, name, input);
  }

  /**
   * Adds an input or output at `index` of its side; negative counts from behind the last: -1 appends.
   *
   * @throws {SignatureError} when the name is taken or the index is outside.
   */
  insert<S extends Side, const N extends string, F extends FieldInput>(index: number, side: S, name: N, input: F): Extended<I, O, S, N, F>;
  insert(index: number, side: Side, name: string, input: FieldInput): Signature {
    const fields = side === 'input' ? this.inputFields : this.outputFields;
    const at = index < 0 ? fields.length + index + 1 : index;
    if (at < 0 || at > fields.length) throw new SignatureError(`cannot insert "${name}" at ${index}: there are ${fields.length} ${side} fields`);
    const more = fields.toSpliced(at, 0, fieldFromInput(name, input));
    return side === 'input' ? this.#with(more, this.outputFields) : this.#with(this.inputFields, more);
  }

  /** Takes a field away; without effect when there is none of this name. */
  delete<const N extends string>(name: N): Signature<Omit<I, N>, Omit<O, N>> {
    const keep = (field: Field): boolean => field.name !== name;
    return this.#with(this.inputFields.filter(keep), this.outputFields.filter(keep));
  }

  /** Changes what is said about a field, not its name. @throws {SignatureError} when there is none of this name. */
  updateField(name: string, changes: Partial<Omit<Field, 'name'>>): Signature<I, O> {
    if (!this.field(name)) throw new SignatureError(`signature "${String(this)}" has no field "${name}" to update`);
    const update = (field: Field): Field => (field.name === name ? { ...field, ...changes } : field);
    return this.#with(this.inputFields.map(update), this.outputFields.map(update));
  }

  /** Names only: `question, context -> answer`. */
  toString(): string {
    return [this.inputFields, this.outputFields].map((fields) => fields.map((field) => field.name).join(', ')).join(' -> ');
  }

  #with<J extends object, P extends object>(inputFields: readonly Field[], outputFields: readonly Field[]): Signature<J, P> {
    return new Signature<J, P>({ instructions: this.instructions, inputFields, outputFields });
  }
}

function defaultInstructions(inputs: readonly Field[], outputs: readonly Field[]): string {
  const [given, wanted] = [inputs, outputs].map((fields) => fields.map((field) => `\`${field.name}\``).join(', '));
  if (outputs.length === 0) return `Work with the fields ${given}.`;
  return inputs.length === 0 ? `Fill in the fields ${wanted}.` : `From the fields ${given}, work out the fields ${wanted}.`;
}

type Side = 'input' | 'output';

/** A signature with one more field. */
type Extended<I extends object, O extends object, S extends Side, N extends string, F extends FieldInput> = S extends 'input'
  ? Signature<I & Record<N, InputValue<F>>, O>
  : Signature<I, O & Record<N, OutputValue<F>>>;

/** What can stand for a signature: one made before, or its string form. */
export type SignatureSpec = string | Signature;

/** The signature type that a {@link SignatureSpec} stands for. */
export type SignatureOf<S extends SignatureSpec> = S extends string ? Signature<InputsOfString<S>, OutputsOfString<S>> : Extract<S, Signature>;

/** Input values of a signature, or of a signature string. */
export type Inputs<S extends SignatureSpec> = SignatureOf<S>['~types']['inputs'];

/** Output values of a signature, or of a signature string. */
export type Outputs<S extends SignatureSpec> = SignatureOf<S>['~types']['outputs'];

type FieldInputs = Readonly<Record<string, FieldInput>>;

/** The object form of a signature: fields with descriptions, constraints, defaults, and zod schemas as types. */
export interface SignatureDefinition<I extends FieldInputs, O extends FieldInputs> {
  readonly name?: string | undefined;
  readonly instructions?: string | undefined;
  readonly inputs: I;
  readonly outputs: O;
}

/** Types that a text may name, when it brings some of its own. */
type Named<T> = string extends keyof T ? SignatureTypes : SignatureTypes & T;

/** What a signature in its string form may say beside its fields. */
export interface SignatureTextOptions<N extends FieldInputs> {
  readonly name?: string | undefined;
  readonly instructions?: string | undefined;
  /** Types that the string names: `signature('text -> people: list[Person]', { types: { Person: z.object({ name: z.string() }) } })`. */
  readonly types?: N | undefined;
}

/**
 * Makes a signature from its string form, `signature('context: list[str], question -> answer')`, or its object form.
 * Values are typed either way.
 *
 * ```ts
 * import { field, Predict, signature } from '@dspy-otel/dspy';
 *
 * const short = signature('context: list[str], question -> answer', 'Answer in one word.');
 * const long = signature({
 *   instructions: 'Judge the review.',
 *   inputs: { review: field.str({ desc: 'of a visitor' }) },
 *   outputs: { mood: field.literal(['good', 'bad']), score: field.float({ ge: 0, le: 1 }) },
 * });
 * const { mood, score } = await new Predict(long).call({ review: 'Nice tea.' });
 * console.log(short.inputFields.length, long.outputFields.length); // 2 2
 * ```
 *
 * @throws {SignatureError} when it cannot be read.
 */
export function signature<const S extends string, const N extends FieldInputs = FieldInputs>(
  text: S,
  said?: string | SignatureTextOptions<N>,
): Signature<InputsOfString<S, Named<{ [K in keyof N]: InputValue<N[K]> }>>, OutputsOfString<S, Named<OutputsOfFields<N>>>>;
export function signature<const I extends FieldInputs, const O extends FieldInputs>(
  definition: SignatureDefinition<I, O>,
): Signature<InputsOfFields<I>, OutputsOfFields<O>>;
export function signature(given: string | SignatureDefinition<FieldInputs, FieldInputs>, said: string | SignatureTextOptions<FieldInputs> = {}): Signature {
  if (typeof given === 'string') {
    const { types = {}, ...rest } = typeof said === 'string' ? { instructions: said } : said;
    const named = new Map(Object.entries(types).map(([name, input]) => [name, typeOfInput(input, name)]));
    return new Signature({ ...parseSignature(given, named), ...rest });
  }
  const fields = (inputs: FieldInputs): Field[] => Object.entries(inputs).map(([name, input]) => fieldFromInput(name, input));
  return new Signature({ ...given, inputFields: fields(given.inputs), outputFields: fields(given.outputs) });
}

/**
 * The signature that `spec` stands for.
 *
 * ```ts
 * import { ensureSignature } from '@dspy-otel/dspy';
 *
 * const QA = ensureSignature('question -> answer');
 * console.log(ensureSignature(QA) === QA); // true
 * ```
 *
 * @throws {SignatureError} when it is a string that cannot be read.
 */
export function ensureSignature<const S extends SignatureSpec>(spec: S): SignatureOf<S>;
export function ensureSignature(spec: SignatureSpec): Signature {
  return typeof spec === 'string' ? signature<string>(spec) : spec;
}
