import { isDeepStrictEqual } from 'node:util';
import { ConfigurationError } from '../errors.ts';
import { FieldRecord, type Values } from './field-record.ts';

/** What every example has beside its fields. (A type and not an interface, so that any example is an `Example`.) */
export type ExampleMembers<T extends object> = {
  /** The value of a field, also of one whose name is taken by a member of this class; `undefined` if there is none. */
  get<K extends keyof T & string>(name: K): T[K];
  get(name: string): unknown;
  has(name: string): boolean;
  /** The names of the fields, in order. */
  keys(): string[];
  /** The same values, with these as the inputs; the others are the labels. */
  withInputs(...names: (keyof T & string)[]): Example<T>;
  /** What a program is called with. @throws {ConfigurationError} before `withInputs` has said which fields are inputs. */
  inputs(): Partial<T>;
  /** What a program's answer is compared with. @throws {ConfigurationError} before `withInputs` has said which fields are inputs. */
  labels(): Partial<T>;
  /** The same example with other or more values. */
  with<U extends object>(changes: U): Example<Omit<T, keyof U> & U>;
  /** The same example without these fields. */
  without(...names: string[]): Example<Partial<T>>;
  /** Whether the other is an example with equal values; which of them are inputs does not matter. */
  equals(other: unknown): boolean;
  /** The fields in order, values as they are. */
  toJSON(): { [K in keyof T]: T[K] };
  /** The fields in order, and everything in them as plain data. */
  toDict(): Values;
  /** Names and values in order. */
  [Symbol.iterator](): Iterator<[string, unknown]>;
};

/**
 * A record of field values: an item of a training or test set, or a worked example for a prompt. Its fields are
 * properties. Immutable; the methods that change something give a new example.
 *
 * A field named like one of {@link ExampleMembers} is reached with `get(name)` only.
 *
 * ```ts
 * import { Example } from '@dspy-otel/dspy';
 *
 * const example = new Example({ question: 'What is the capital of France?', answer: 'Paris' }).withInputs('question');
 * console.log(example.answer, example.inputs(), example.labels());
 * ```
 */
export type Example<T extends object = Values> = ExampleMembers<T> & Readonly<Omit<T, keyof ExampleMembers<T>>>;

/** The class `Example`, as a type. */
export interface ExampleConstructor {
  /** @param inputNames the fields that are inputs, as `withInputs` says it. */
  new <T extends object>(values: T, inputNames?: Iterable<string>): Example<T>;
  readonly prototype: ExampleMembers<Values>;
}

const MEMBERS = new Set<string>(['get', 'has', 'keys', 'withInputs', 'inputs', 'labels', 'with', 'without', 'equals', 'toJSON', 'toDict', '__proto__']);

class ExampleObject extends FieldRecord implements ExampleMembers<Values> {
  readonly #inputNames: ReadonlySet<string> | undefined;

  constructor(values: object, inputNames?: Iterable<string>) {
    super(values instanceof FieldRecord ? values.toJSON() : { ...values }, MEMBERS);
    this.#inputNames = inputNames && new Set(inputNames);
  }

  withInputs(...names: string[]): Example {
    return make(this.toJSON(), names);
  }

  inputs(): Values {
    const names = this.#named();
    return this.#pick((name) => names.has(name));
  }

  labels(): Values {
    const names = this.#named();
    return this.#pick((name) => !names.has(name));
  }

  with<U extends object>(changes: U): Example<Omit<Values, keyof U> & U> {
    return make({ ...this.toJSON(), ...changes }, this.#inputNames) as Example<Omit<Values, keyof U> & U>;
  }

  without(...names: string[]): Example<Partial<Values>> {
    return make(this.#pick((name) => !names.includes(name)), this.#inputNames);
  }

  equals(other: unknown): boolean {
    return other instanceof ExampleObject && isDeepStrictEqual(this.toJSON(), other.toJSON());
  }

  toDict(): Values {
    return plain(this) as Values;
  }

  [Symbol.iterator](): Iterator<[string, unknown]> {
    return this.keys().map((name): [string, unknown] => [name, this.get(name)]).values();
  }

  #named(): ReadonlySet<string> {
    if (this.#inputNames) return this.#inputNames;
    throw new ConfigurationError('the inputs of this example are not known; say which they are: example.withInputs("question")');
  }

  #pick(keep: (name: string) => boolean): Values {
    return Object.fromEntries(this.keys().filter(keep).map((name) => [name, this.get(name)]));
  }
}

Object.defineProperty(ExampleObject, 'name', { value: 'Example' });

function make(values: Values, inputNames: Iterable<string> | undefined): Example {
  const made: ExampleMembers<Values> = new ExampleObject(values, inputNames);
  return made;
}

function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  if ('toJSON' in value && typeof value.toJSON === 'function') return plain(value.toJSON());
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

/** `new Example({ question, answer })`. */
export const Example = ExampleObject as ExampleConstructor;

/** A worked example shown to the model as an earlier turn: field values by name. */
export type Demo = Readonly<Values> | Example<object>;

/** A demo's value of a field, `undefined` if it has none. */
export function demoValue(demo: Demo, name: string): unknown {
  if (demo instanceof FieldRecord) return demo.get(name);
  return Object.hasOwn(demo, name) ? Reflect.get(demo, name) : undefined;
}
