import type { Values } from '../prediction/prediction.ts';
import type { Audio } from '../types/audio.ts';
import type { Code } from '../types/code.ts';
import type { Document } from '../types/document.ts';
import type { File } from '../types/file.ts';
import type { History } from '../types/history.ts';
import type { Image } from '../types/image.ts';
import type { Reasoning } from '../types/reasoning.ts';
import type { Tool } from '../types/tool.ts';
import type { ToolCalls } from '../types/tool-calls.ts';

/**
 * TypeScript types of named types in signature strings (`'image: Image -> caption'`).
 * A file that adds a type with `registerType` extends this interface by declaration merging.
 */
export interface SignatureTypes {
  Audio: Audio;
  Code: Code;
  Document: Document;
  File: File;
  History: History;
  Image: Image;
  Reasoning: Reasoning;
  Tool: Tool;
  ToolCalls: ToolCalls;
}

/** Input values of a signature string; `Values` when the string is not known at compile time. `N` are further named types. */
export type InputsOfString<S extends string, N = SignatureTypes> = string extends S
  ? Values
  : S extends `${infer I}->${string}`
    ? Simplify<InputRecord<SplitTop<I, ','>, N>>
    : never;

/** Output values of a signature string. */
export type OutputsOfString<S extends string, N = SignatureTypes> = string extends S
  ? Values
  : S extends `${string}->${infer O}`
    ? Simplify<OutputRecord<SplitTop<O, ','>, N>>
    : never;

/** The TypeScript type of a type expression as signature strings write it: `list[str]` is `string[]`. */
export type TypeOfString<T extends string> = string extends T ? unknown : TypeOf<Trim<T>, SignatureTypes>;

/** Makes fields that may be null optional: nobody has to write `hint: null`. */
type WithOptionalNulls<T extends object> = Simplify<
  { [K in keyof T as null extends T[K] ? (unknown extends T[K] ? K : never) : K]: T[K] } & {
    [K in keyof T as null extends T[K] ? (unknown extends T[K] ? never : K) : never]?: T[K] | undefined;
  }
>;

export type Simplify<T> = { [K in keyof T]: T[K] };

type Space = ' ' | '\n' | '\t' | '\r';
type Trim<S extends string> = S extends `${Space}${infer R}` ? Trim<R> : S extends `${infer R}${Space}` ? Trim<R> : S;

/** Splits at separators outside brackets and quotes. One step per character: about 1,000 characters at most. */
type SplitTop<S extends string, Separator extends string> = S extends `${string}${'[' | "'" | '"'}${string}`
  ? SplitNested<S, Separator>
  : SplitFlat<S, Separator>;

type SplitFlat<S extends string, Separator extends string, Items extends string[] = []> = S extends `${infer Head}${Separator}${infer Tail}`
  ? SplitFlat<Tail, Separator, [...Items, Head]>
  : [...Items, S];

type SplitNested<
  S extends string,
  Separator extends string,
  Depth extends 0[] = [],
  Quote extends string = '',
  Current extends string = '',
  Items extends string[] = [],
> = S extends `${infer C}${infer Rest}`
  ? Quote extends ''
    ? C extends '['
      ? SplitNested<Rest, Separator, [...Depth, 0], '', `${Current}${C}`, Items>
      : C extends ']'
        ? SplitNested<Rest, Separator, Depth extends [0, ...infer Less extends 0[]] ? Less : [], '', `${Current}${C}`, Items>
        : C extends '"' | "'"
          ? SplitNested<Rest, Separator, Depth, C, `${Current}${C}`, Items>
          : C extends Separator
            ? Depth extends []
              ? SplitNested<Rest, Separator, [], '', '', [...Items, Current]>
              : SplitNested<Rest, Separator, Depth, '', `${Current}${C}`, Items>
            : SplitNested<Rest, Separator, Depth, '', `${Current}${C}`, Items>
    : SplitNested<Rest, Separator, Depth, C extends Quote ? '' : Quote, `${Current}${C}`, Items>
  : [...Items, Current];

type FieldName<F extends string> = F extends `${infer Name}:${string}` ? Trim<Name> : F extends `${infer Name}=${string}` ? Trim<Name> : Trim<F>;
type FieldTypeText<F extends string> = F extends `${string}:${infer T}` ? Trim<SplitTop<T, '='>[0]> : 'str';

type OutputRecord<Items extends string[], N> = { [F in Items[number] as FieldName<F> extends '' ? never : FieldName<F>]: TypeOf<FieldTypeText<F>, N> };
type InputRecord<Items extends string[], N> = WithOptionalNulls<OutputRecord<Items, N>>;

interface Scalars {
  str: string;
  int: number;
  float: number;
  bool: boolean;
  None: null;
  Any: unknown;
  bytes: string;
  date: Date;
  datetime: Date;
  list: unknown[];
  set: unknown[];
  tuple: unknown[];
  dict: Record<string, unknown>;
}

type TypeOf<T extends string, N> = T extends keyof N
  ? N[T]
  : T extends keyof Scalars
    ? Scalars[T]
    : T extends `${'dspy' | 'typing'}.${infer Name}`
      ? TypeOf<Name, N>
      : SplitTop<T, '|'> extends [infer Only extends string]
        ? GenericOf<Only, N>
        : UnionOf<SplitTop<T, '|'>, N>;

type UnionOf<Items extends string[], N> = { [K in keyof Items]: TypeOf<Trim<Items[K]>, N> }[number];

type GenericOf<T extends string, N> = T extends `${infer Name}[${infer Rest}`
  ? Rest extends `${infer Args}]`
    ? ApplyGeneric<Lowercase<Trim<Name>>, SplitTop<Args, ','>, N>
    : unknown
  : unknown;

type ApplyGeneric<Name extends string, Args extends string[], N> = Name extends 'list' | 'set' | 'frozenset' | 'sequence'
  ? TypeOf<Trim<Args[0]>, N>[]
  : Name extends 'dict' | 'mapping'
    ? Record<string, Args extends [string, infer V extends string] ? TypeOf<Trim<V>, N> : unknown>
    : Name extends 'optional'
      ? TypeOf<Trim<Args[0]>, N> | null
      : Name extends 'union'
        ? UnionOf<Args, N>
        : Name extends 'literal'
          ? LiteralOf<Trim<Args[number]>>
          : Name extends 'tuple'
            ? TupleOf<Args, N>
            : Name extends 'code'
              ? Code
              : unknown;

type TupleOf<Args extends string[], N> = Args extends [infer Item extends string, infer Rest extends string]
  ? Trim<Rest> extends '...'
    ? TypeOf<Trim<Item>, N>[]
    : { -readonly [K in keyof Args]: TypeOf<Trim<Args[K]>, N> }
  : { -readonly [K in keyof Args]: TypeOf<Trim<Args[K]>, N> };

type LiteralOf<T extends string> = T extends `'${infer Text}'`
  ? Text
  : T extends `"${infer Text}"`
    ? Text
    : T extends 'True'
      ? true
      : T extends 'False'
        ? false
        : T extends 'None'
          ? null
          : T extends `${infer N extends number}`
            ? N
            : never;
