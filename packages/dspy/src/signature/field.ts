import type { FieldType } from './field-type.ts';

/** A bound on a value, shown to the model and checked on inputs. */
export interface Constraints {
  readonly gt?: number | undefined;
  readonly ge?: number | undefined;
  readonly lt?: number | undefined;
  readonly le?: number | undefined;
  readonly multipleOf?: number | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
}

/** An input or output of a signature. */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** Shown to the model; empty when there is none. */
  readonly description: string;
  /** Label as saved programs write it: `Question:`. */
  readonly prefix: string;
  readonly constraints: Constraints;
  /** Used when an input is left out. */
  readonly default?: unknown;
}
