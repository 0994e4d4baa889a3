import type { JSONSchema } from './json-schema.ts';

/** A value that `Literal[…]` may list. */
export type LiteralValue = string | number | boolean | null;

/** A field of an object type. */
export interface ObjectField {
  readonly type: FieldType;
  readonly description?: string | undefined;
  readonly required: boolean;
  /** Present when the field has a default; then it is not required. */
  readonly default?: unknown;
}

/**
 * A type of your own (an image, a tool, a conversation). It says how it is shown, read and described; adapters
 * need to know no more.
 */
export interface CustomType {
  /** As written in signature strings: `Image`. */
  readonly name: string;
  jsonSchema(): JSONSchema;
  /** Reads a value as the model or a caller gives it. @throws {Error} with what was expected. */
  parse(value: unknown): unknown;
  /** How the value is shown in a prompt: text, or parts of a message. */
  format(value: unknown): string | readonly unknown[];
}

/** The type of a field, as a tree. */
export type FieldType =
  | { readonly kind: 'str' | 'int' | 'float' | 'bool' | 'none' | 'any' | 'bytes' | 'date' | 'datetime' }
  | { readonly kind: 'list' | 'set'; readonly item?: FieldType | undefined }
  | { readonly kind: 'tuple'; readonly items: readonly FieldType[] }
  | { readonly kind: 'dict'; readonly key?: FieldType | undefined; readonly value?: FieldType | undefined }
  | { readonly kind: 'literal'; readonly values: readonly LiteralValue[] }
  | { readonly kind: 'enum'; readonly name: string; readonly members: Readonly<Record<string, string | number>> }
  | { readonly kind: 'union'; readonly members: readonly FieldType[] }
  | { readonly kind: 'object'; readonly name: string; readonly fields: Readonly<Record<string, ObjectField>> }
  | { readonly kind: 'custom'; readonly type: CustomType };
