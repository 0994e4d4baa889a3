/** Values by field name. */
export type Values = Record<string, unknown>;

/**
 * Named values as properties. A field whose name a member of the class has is kept beside them and reached with
 * `get(name)`; the order of the fields stays as it was given.
 */
export class FieldRecord {
  readonly #hidden: Map<string, unknown> | undefined;
  readonly #order: readonly string[] | undefined;

  /** @param members names that are not free for fields. */
  constructor(values: Values, members: ReadonlySet<string>) {
    let hidden: Map<string, unknown> | undefined;
    const names = Object.keys(values);
    for (const name of names) {
      if (members.has(name)) (hidden ??= new Map()).set(name, values[name]);
      else Reflect.set(this, name, values[name]);
    }
    this.#hidden = hidden;
    this.#order = hidden && names;
  }

  get(name: string): unknown {
    if (this.#hidden?.has(name)) return this.#hidden.get(name);
    return Object.hasOwn(this, name) ? Reflect.get(this, name) : undefined;
  }

  has(name: string): boolean {
    return Object.hasOwn(this, name) || (this.#hidden?.has(name) ?? false);
  }

  keys(): string[] {
    return this.#order === undefined ? Object.keys(this) : [...this.#order];
  }

  toJSON(): Values {
    return Object.fromEntries(this.keys().map((name) => [name, this.get(name)]));
  }
}
