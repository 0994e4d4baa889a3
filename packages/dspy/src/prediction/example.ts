import { ConfigurationError } from '../errors.ts';
import type { Values } from './prediction.ts';

/**
 * A record of field values: an item of a training or test set, or a worked example for a prompt. Immutable; the
 * methods that change something give a new example.
 */
export class Example<T extends object = Values> implements Iterable<[string, unknown]> {
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #inputNames: ReadonlySet<string> | undefined;

  constructor(values: T, inputNames?: Iterable<string>) {
    this.#values = new Map(Object.entries(values));
    this.#inputNames = inputNames && new Set(inputNames);
  }

  get<K extends keyof T & string>(name: K): T[K];
  get(name: string): unknown;
  get(name: string): unknown {
    return this.#values.get(name);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The same values, with these as the inputs; the others are the labels. */
  withInputs(...names: (keyof T & string)[]): Example<T> {
    return new Example(this.toJSON(), names);
  }

  /** @throws {ConfigurationError} before `withInputs` has said which fields are inputs. */
  inputs(): Partial<T> {
    const names = this.#named();
    return this.#pick((name) => names.has(name));
  }

  /** @throws {ConfigurationError} before `withInputs` has said which fields are inputs. */
  labels(): Partial<T> {
    const names = this.#named();
    return this.#pick((name) => !names.has(name));
  }

  /** The same example with other or more values. */
  with<U extends object>(changes: U): Example<Omit<T, keyof U> & U> {
    return new Example({ ...this.toJSON(), ...changes }, this.#inputNames);
  }

  without(...names: string[]): Example<Partial<T>> {
    return new Example(this.#pick((name) => !names.includes(name)), this.#inputNames);
  }

  toJSON(): T {
    return Object.fromEntries(this.#values) as T;
  }

  [Symbol.iterator](): Iterator<[string, unknown]> {
    return this.#values.entries();
  }

  #named(): ReadonlySet<string> {
    if (this.#inputNames) return this.#inputNames;
    throw new ConfigurationError('the inputs of this example are not known; say which they are: example.withInputs("question")');
  }

  #pick(keep: (name: string) => boolean): Partial<T> {
    return Object.fromEntries([...this.#values].filter(([name]) => keep(name))) as Partial<T>;
  }
}

/** A worked example shown to the model as an earlier turn: field values by name. */
export type Demo = Readonly<Values> | Example<object>;

/** A demo's value of a field, `undefined` if it has none. */
export function demoValue(demo: Demo, name: string): unknown {
  if (demo instanceof Example) return demo.get(name);
  return Object.hasOwn(demo, name) ? demo[name] : undefined;
}
