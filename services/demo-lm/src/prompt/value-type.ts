/** What a field's value must be. Bounds are inclusive. */
export type ValueType =
  | { readonly kind: 'string' | 'bool' | 'null' | 'any' }
  | { readonly kind: 'int' | 'float'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'literal'; readonly options: readonly Scalar[] }
  | { readonly kind: 'list'; readonly items: ValueType; readonly maxItems?: number }
  | { readonly kind: 'object'; readonly fields: readonly Field[] }
  | { readonly kind: 'union'; readonly options: readonly ValueType[] };

export type Scalar = string | number | boolean | null;

/** A named value that a prompt gives or asks for. */
export interface Field {
  readonly name: string;
  readonly type: ValueType;
  readonly description: string;
}

export const STRING: ValueType = { kind: 'string' };
