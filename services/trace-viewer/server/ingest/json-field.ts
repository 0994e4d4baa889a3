import { BodyParts } from './body-parts.ts';
import { MalformedOtlpError } from './malformed-otlp-error.ts';

const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };
const UINT64 = { min: 0n, max: 2n ** 64n - 1n };
const UINT32_MAX = 2 ** 32 - 1;
const LONG_INTEGER = /[[:,\s]-?\d{16,}/;
const INTEGER = /^-?\d{1,20}$/;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;
const DOUBLES = new Map([['NaN', Number.NaN], ['Infinity', Number.POSITIVE_INFINITY], ['-Infinity', Number.NEGATIVE_INFINITY]]);

/** Parses JSON; an integer that a `number` cannot hold becomes a `bigint`. */
export function parseJsonExactly(text: string): unknown {
  if (!LONG_INTEGER.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && context?.source !== undefined && INTEGER.test(context.source)
      ? BigInt(context.source)
      : value);
}

/** One place in a JSON body: what is there and how to name it in a message. `null` counts as absent. */
export class JsonField {
  readonly #value: unknown;
  readonly #parent: JsonField | undefined;
  readonly #name: string;
  readonly #parts: BodyParts;

  /** `name` is written behind the parent's: `.spans` or `[3]`. */
  constructor(value: unknown, parent?: JsonField, name = 'body', parts = parent === undefined ? new BodyParts() : parent.#parts) {
    this.#value = value ?? undefined;
    this.#parts = parts;
    this.#parent = parent;
    this.#name = name;
  }

  /** As `body.resourceSpans[0].scopeSpans[1]`. Made only for messages. */
  get path(): string {
    return this.#parent === undefined ? this.#name : this.#parent.path + this.#name;
  }

  malformed(problem: string): MalformedOtlpError {
    return new MalformedOtlpError(this.path, problem);
  }

  object(): object {
    const value = this.#value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.#expected('an object');
    return value;
  }

  at(name: string): JsonField {
    const object = this.#value === undefined ? {} : this.object();
    return new JsonField(Object.hasOwn(object, name) ? Reflect.get(object, name) : undefined, this, `.${name}`);
  }

  * entries(): Generator<[string, JsonField]> {
    if (this.#value === undefined) return;
    for (const [name, value] of Object.entries(this.object())) {
      if (value !== null) yield [name, new JsonField(value, this, `.${name}`)];
    }
  }

  * list(name: string): Generator<JsonField> {
    const field = this.at(name);
    if (field.#value === undefined) return;
    if (!Array.isArray(field.#value)) throw field.#expected('a list');
    for (const [index, value] of field.#value.entries()) {
      const item = new JsonField(value, field, `[${index}]`);
      if (this.#parts.exceeded()) throw this.#parts.tooMany(item.path);
      yield item;
    }
  }

  string(): string {
    if (this.#value === undefined) return '';
    if (typeof this.#value !== 'string') throw this.#expected('a string');
    return this.#value;
  }

  boolean(): boolean {
    if (this.#value === undefined) return false;
    if (typeof this.#value !== 'boolean') throw this.#expected('true or false');
    return this.#value;
  }

  hex(): string {
    const text = this.string();
    if (!/^[0-9a-f]*$/i.test(text)) throw this.#expected('hexadecimal digits');
    return text.toLowerCase();
  }

  uint32(): number {
    const value = this.#integer();
    if (value < 0n || value > UINT32_MAX) throw this.#expected('an integer of 32 bits');
    return Number(value);
  }

  uint64(): bigint {
    return this.#within(UINT64, 'an unsigned integer of 64 bits');
  }

  int64(): bigint {
    return this.#within(INT64, 'an integer of 64 bits');
  }

  double(): number {
    const value = this.#value;
    if (typeof value === 'number') return value;
    if (typeof value === 'bigint') return Number(value);
    const number = typeof value === 'string' ? DOUBLES.get(value) ?? (value.trim() === '' ? Number.NaN : Number(value)) : Number.NaN;
    if (Number.isNaN(number) && value !== 'NaN') throw this.#expected('a number');
    return number;
  }

  base64(): Uint8Array {
    const text = this.string();
    if (!BASE64.test(text)) throw this.#expected('base64');
    return Buffer.from(text, 'base64');
  }

  /** The name at a position, given as the number or as protobuf's name (`SPAN_KIND_SERVER`); an unknown number is the first. */
  enumeration<Name extends string>(names: readonly [Name, ...Name[]], prefix: string): Name {
    if (this.#value === undefined) return names[0];
    if (typeof this.#value === 'string' && this.#value.startsWith(prefix)) {
      const name = this.#value.slice(prefix.length).toLowerCase();
      return names.find((known) => known === name) ?? names[0];
    }
    return names[this.uint32()] ?? names[0];
  }

  #integer(): bigint {
    const value = this.#value;
    if (value === undefined) return 0n;
    if (typeof value === 'bigint') return value;
    if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
    if (typeof value === 'string' && INTEGER.test(value)) return BigInt(value);
    throw this.#expected('an integer');
  }

  #within(range: { min: bigint; max: bigint }, expected: string): bigint {
    const value = this.#integer();
    if (value < range.min || value > range.max) throw this.#expected(expected);
    return value;
  }

  #expected(expected: string): MalformedOtlpError {
    return this.malformed(`expected ${expected}, found ${describe(this.#value)}`);
  }
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return 'an object';
}
