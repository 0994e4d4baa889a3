import { isUtf8 } from 'node:buffer';

import { BodyParts } from './body-parts.ts';
import { MalformedOtlpError } from './malformed-otlp-error.ts';

export const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

const MAX_KEYS = 4_096;
const MAX_KEY_BYTES = 64;

/**
 * Reads the protobuf wire format out of one buffer. Every read checks the end of the buffer; a message's reader checks
 * that it stopped exactly at the message's own end (`finish`), which catches any read across it.
 */
export class WireReader {
  position = 0;
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #keys: KeyCache;
  readonly #parts = new BodyParts();

  constructor(bytes: Buffer, keys: KeyCache) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#keys = keys;
  }

  /** The next field's tag: `field << 3 | wire type`. */
  tag(message: string): number {
    const tag = this.varint32(message);
    if (tag >>> 3 === 0) throw new MalformedOtlpError(message, `field number 0 at byte ${this.position}`);
    return tag;
  }

  expect(tag: number, wireType: number, field: string): void {
    if ((tag & 7) !== wireType) throw new MalformedOtlpError(field, `wire type ${tag & 7} instead of ${wireType} at byte ${this.position}`);
  }

  finish(end: number, message: string): void {
    if (this.position !== end) throw new MalformedOtlpError(message, `a field runs past the message's end at byte ${end}`);
  }

  /** As `end`, of a message of which there may be many. */
  part(tag: number, limit: number, field: string): number {
    if (this.#parts.exceeded()) throw this.#parts.tooMany(field);
    return this.end(tag, limit, field);
  }

  /** Reads a length and answers where the bytes after it end. */
  end(tag: number, limit: number, field: string): number {
    this.expect(tag, LENGTH, field);
    const length = this.varint32(field);
    const end = this.position + length;
    if (end > limit) throw new MalformedOtlpError(field, `${length} bytes announced at byte ${this.position}, ${Math.max(0, limit - this.position)} are left`);
    return end;
  }

  /** A varint of at most 64 bits, of which the low 32 are kept, as protobuf does for `uint32`, `int32` and enums. */
  varint32(field: string): number {
    let byte = this.#byte(field);
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    for (let shift = 7; shift < 70; shift += 7) {
      byte = this.#byte(field);
      if (shift < 32) value = (value | ((byte & 0x7f) << shift)) >>> 0;
      if (byte < 0x80) return value;
    }
    throw new MalformedOtlpError(field, `a number of more than 10 bytes at byte ${this.position}`);
  }

  /** A signed 64-bit varint (`int64`). */
  int64(field: string): bigint {
    const start = this.position;
    let low = 0;
    for (let shift = 0; shift < 49; shift += 7) {
      const byte = this.#byte(field);
      low += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return BigInt(low);
    }
    let value = BigInt(low);
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.#byte(field);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw new MalformedOtlpError(field, `a number of more than 10 bytes at byte ${start}`);
  }

  fixed64(tag: number, field: string): bigint {
    this.expect(tag, FIXED64, field);
    return this.#view.getBigUint64(this.#take(8, field), true);
  }

  fixed32(tag: number, field: string): number {
    this.expect(tag, FIXED32, field);
    return this.#view.getUint32(this.#take(4, field), true);
  }

  double(tag: number, field: string): number {
    this.expect(tag, FIXED64, field);
    return this.#view.getFloat64(this.#take(8, field), true);
  }

  string(tag: number, limit: number, field: string): string {
    const end = this.end(tag, limit, field);
    return this.#text(end, field);
  }

  /** As `string`, for the few names that come again and again: each is decoded once. */
  key(tag: number, limit: number, field: string): string {
    const end = this.end(tag, limit, field);
    if (end - this.position > MAX_KEY_BYTES) return this.#text(end, field);
    const start = this.position;
    const cached = this.#keys.find(this.#view, start, end);
    if (cached !== undefined) {
      this.position = end;
      return cached;
    }
    const text = this.#text(end, field);
    this.#keys.add(this.#view, start, end, text);
    return text;
  }

  hex(tag: number, limit: number, field: string): string {
    const end = this.end(tag, limit, field);
    const text = this.#bytes.toString('hex', this.position, end);
    this.position = end;
    return text;
  }

  bytes(tag: number, limit: number, field: string): Uint8Array {
    const end = this.end(tag, limit, field);
    const bytes = this.#bytes.subarray(this.position, end);
    this.position = end;
    return bytes;
  }

  skip(tag: number, limit: number, message: string): void {
    switch (tag & 7) {
      case VARINT:
        this.varint32(message);
        return;
      case FIXED64:
        this.#take(8, message);
        return;
      case LENGTH:
        this.position = this.end(tag, limit, message);
        return;
      case FIXED32:
        this.#take(4, message);
        return;
      default:
        throw new MalformedOtlpError(message, `wire type ${tag & 7} at byte ${this.position}`);
    }
  }

  #byte(field: string): number {
    const byte = this.#bytes[this.position];
    if (byte === undefined) throw new MalformedOtlpError(field, `the body ends at byte ${this.position}`);
    this.position += 1;
    return byte;
  }

  #take(length: number, field: string): number {
    const start = this.position;
    if (start + length > this.#bytes.length) throw new MalformedOtlpError(field, `the body ends at byte ${this.#bytes.length}`);
    this.position = start + length;
    return start;
  }

  #text(end: number, field: string): string {
    const start = this.position;
    const text = this.#bytes.toString('utf8', start, end);
    // Decoding puts U+FFFD in place of bytes that are not UTF-8, but a sender may also mean U+FFFD.
    if (text.includes('\uFFFD') && !isUtf8(this.#bytes.subarray(start, end))) {
      throw new MalformedOtlpError(field, `text that is not UTF-8 at byte ${start}`);
    }
    this.position = end;
    return text;
  }
}

interface CachedKey {
  readonly bytes: DataView;
  readonly text: string;
}

/** Texts already decoded, found by their bytes. Stops growing at a fixed size, so that a sender cannot fill the memory. */
export class KeyCache {
  readonly #byHash = new Map<number, CachedKey>();

  find(bytes: DataView, start: number, end: number): string | undefined {
    const cached = this.#byHash.get(hash(bytes, start, end));
    if (cached === undefined) return undefined;
    const known = cached.bytes;
    const length = end - start;
    if (known.byteLength !== length) return undefined;
    let at = 0;
    for (; at + 4 <= length; at += 4) {
      if (known.getInt32(at) !== bytes.getInt32(start + at)) return undefined;
    }
    for (; at < length; at += 1) {
      if (known.getUint8(at) !== bytes.getUint8(start + at)) return undefined;
    }
    return cached.text;
  }

  add(bytes: DataView, start: number, end: number, text: string): void {
    if (this.#byHash.size >= MAX_KEYS) return;
    const copy = new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start).slice();
    this.#byHash.set(hash(bytes, start, end), { bytes: new DataView(copy.buffer), text });
  }
}

/** FNV-1a, four bytes at a step. */
function hash(bytes: DataView, start: number, end: number): number {
  let value = 0x811c9dc5 ^ (end - start);
  let at = start;
  for (; at + 4 <= end; at += 4) {
    value = Math.imul(value ^ bytes.getInt32(at), 0x01000193);
    value ^= value >>> 15;
  }
  for (; at < end; at += 1) value = Math.imul(value ^ bytes.getUint8(at), 0x01000193);
  return value >>> 0;
}
