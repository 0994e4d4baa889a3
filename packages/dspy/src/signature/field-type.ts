import type { ContentPart } from '../lm/message.ts';
import type { JSONSchema } from './json-schema.ts';

/** A value that `Literal[…]` may list. */
export type LiteralValue = string | number | boolean | null;

/** A field of an object type. */
export interface ObjectField {
  readonly type: FieldType;
  readonly description?: string | undefined;
  readonly required: boolean;
  /** Taken when the field is left out; only meaningful when `required` is false. */
  readonly default?: unknown;
}

/**
 * A type of your own: an image, a tool, a conversation. Register it with `registerType` to use its name in signature
 * strings, and extend `SignatureTypes` to give that name a TypeScript type. A class that has one as its static
 * `signatureType` stands for the type in the object form of `signature`.
 */
export interface CustomType<T = unknown> {
  /** As prompts and signature strings write it: `Image`. */
  readonly name: string;
  /** What a model has to know about values of the type; shown with each field of it. */
  readonly description?: string | undefined;
  /** Whether values are text, which a model writes as it is and not as JSON. */
  readonly isText?: boolean | undefined;
  /** What a JSON value of the type looks like. */
  jsonSchema(): JSONSchema;
  /** Reads a value as a caller or a model gives it. @throws {Error} whose message says what is wrong with it. */
  parse(value: unknown): T;
  /** How a value is shown in a prompt: text, or parts of a message (an image, a file). */
  format(value: unknown): string | readonly ContentPart[];
  /**
   * For an input that is a conversation so far: its turns, each with inputs and outputs by field name. Such an input is
   * not shown as a field; its turns become messages before the question.
   */
  turns?(value: unknown): readonly Readonly<Record<string, unknown>>[];
  /** The content part that Python DSPy saves for a value; unless given, a value is saved as its JSON. */
  save?(value: unknown): object;
  /** The type that the name with an argument means: `Code[java]`. */
  withArgument?(argument: string): CustomType<T>;
}

/** The type of a field, as a tree of plain data. */
export type FieldType =
  | { readonly kind: 'str' | 'int' | 'float' | 'bool' | 'none' | 'any' | 'bytes' | 'date' | 'datetime' }
  | { readonly kind: 'list' | 'set'; readonly item?: FieldType | undefined }
  | { readonly kind: 'tuple'; readonly items: readonly FieldType[] }
  | { readonly kind: 'dict'; readonly key?: FieldType | undefined; readonly value?: FieldType | undefined }
  | { readonly kind: 'literal'; readonly values: readonly LiteralValue[] }
  | { readonly kind: 'enum'; readonly name: string; readonly members: Readonly<Record<string, string | number>> }
  | { readonly kind: 'union'; readonly members: readonly FieldType[] }
  | { readonly kind: 'object'; readonly name: string; readonly fields: Readonly<Record<string, ObjectField>> }
  | { readonly kind: 'custom'; readonly type: CustomType }
  | CheckedType;

/** A type whose values a schema library has the last word on. */
export interface CheckedType {
  readonly kind: 'checked';
  /** The shape: how values are shown, and how they are read before the check. */
  readonly base: FieldType;
  readonly schema: JSONSchema;
  /** The value, converted as the schema says. @throws {Error} whose message says what is wrong with it. */
  check(value: unknown): unknown;
}

export const STR: FieldType = { kind: 'str' };
export const NONE: FieldType = { kind: 'none' };
export const ANY: FieldType = { kind: 'any' };

/**
 * Whether `null` is a value of the type, so that a field of it may be left out.
 *
 * ```ts
 * import { allowsNone, parseType } from '@dspy-otel/dspy';
 *
 * console.log(allowsNone(parseType('Optional[str]')), allowsNone(parseType('str'))); // true false
 * ```
 */
export function allowsNone(type: FieldType): boolean {
  switch (type.kind) {
    case 'none':
      return true;
    case 'union':
      return type.members.some(allowsNone);
    case 'checked':
      return allowsNone(type.base);
    default:
      return false;
  }
}

/** The union of `types`, flattened and without duplicates of the simple kinds. */
export function unionOf(types: readonly FieldType[]): FieldType {
  const members: FieldType[] = [];
  for (const type of types.flatMap((member) => (member.kind === 'union' ? member.members : [member]))) {
    const isKnown = Object.keys(type).length === 1 && members.some((other) => other.kind === type.kind && Object.keys(other).length === 1);
    if (!isKnown) members.push(type);
  }
  const [only] = members;
  return members.length === 1 && only ? only : { kind: 'union', members };
}
