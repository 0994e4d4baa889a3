const SMALLEST = 64 * 1024;
/** Longer strings are written by Node in one call. */
const SHORT = 32;
const MOST_PREFIXES = 4096;

/** Writes protobuf messages into a buffer that grows. Faster than two passes, one of which only counts. */
export class ProtobufWriter {
  #buffer = Buffer.allocUnsafeSlow(SMALLEST);
  #position = 0;
  /** What attributes are called is the same from span to span: their names are encoded once. */
  readonly #names = new Map<string, Buffer>();

  /** What was written since the last time, as a copy; the buffer is used again. */
  take(): Uint8Array {
    const bytes = new Uint8Array(this.#buffer.subarray(0, this.#position));
    this.#position = 0;
    return bytes;
  }

  /** A field tag of one byte: numbers up to 15. */
  tag(field: number, wireType: number): void {
    this.#reserve(1);
    this.#buffer[this.#position++] = (field << 3) | wireType;
  }

  varint(value: number): void {
    this.#reserve(10);
    if (value < 0) {
      this.#bigVarint(BigInt.asUintN(64, BigInt(value)));
      return;
    }
    let rest = value;
    while (rest > 0x7fff_ffff) {
      this.#buffer[this.#position++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      this.#buffer[this.#position++] = (rest & 127) | 0x80;
      rest >>>= 7;
    }
    this.#buffer[this.#position++] = rest;
  }

  fixed32(value: number): void {
    this.#reserve(4);
    this.#position = this.#buffer.writeUInt32LE(value >>> 0, this.#position);
  }

  fixed64(value: bigint): void {
    this.#reserve(8);
    this.#position = this.#buffer.writeBigUInt64LE(value, this.#position);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#position = this.#buffer.writeDoubleLE(value, this.#position);
  }

  /** Hexadecimal digits as bytes, with their length. */
  hex(digits: string): void {
    const length = digits.length / 2;
    this.varint(length);
    this.#reserve(length);
    this.#position += this.#buffer.write(digits, this.#position, length, 'hex');
  }

  bytes(value: Uint8Array): void {
    this.varint(value.length);
    this.#append(value);
  }

  /** A string with its length. */
  string(value: string): void {
    const { length } = value;
    if (length <= SHORT && this.#shortString(value)) return;
    const byteLength = Buffer.byteLength(value);
    this.varint(byteLength);
    this.#reserve(byteLength);
    this.#position += this.#buffer.write(value, this.#position, byteLength, 'utf8');
  }

  /** A string with its length that is likely to be written often. */
  name(value: string): void {
    let encoded = this.#names.get(value);
    if (!encoded) {
      const start = this.#position;
      this.string(value);
      encoded = Buffer.from(this.#buffer.subarray(start, this.#position));
      this.#position = start;
      if (this.#names.size >= MOST_PREFIXES) this.#names.clear();
      this.#names.set(value, encoded);
    }
    this.#append(encoded);
  }

  /** A message with its length, written by `write`. */
  message<T>(write: (value: T) => void, value: T): void {
    // Most are shorter than 128 bytes; longer ones are moved once to make room for their length.
    this.#reserve(1);
    const start = ++this.#position;
    write(value);
    const length = this.#position - start;
    if (length < 128) {
      this.#buffer[start - 1] = length;
      return;
    }
    const extra = length < 16_384 ? 1 : length < 2_097_152 ? 2 : length < 268_435_456 ? 3 : 4;
    this.#reserve(extra);
    this.#buffer.copyWithin(start + extra, start, this.#position);
    this.#position = start - 1;
    this.varint(length);
    this.#position += length;
  }

  /** Whether the string was written: one of ASCII characters only. */
  #shortString(value: string): boolean {
    const { length } = value;
    this.#reserve(1 + length);
    const start = this.#position;
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index);
      if (code > 127) return false;
      this.#buffer[start + 1 + index] = code;
    }
    this.#buffer[start] = length;
    this.#position = start + 1 + length;
    return true;
  }

  #bigVarint(value: bigint): void {
    let rest = value;
    while (rest > 127n) {
      this.#buffer[this.#position++] = Number(rest & 127n) | 0x80;
      rest >>= 7n;
    }
    this.#buffer[this.#position++] = Number(rest);
  }

  #append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#position);
    this.#position += bytes.length;
  }

  #reserve(length: number): void {
    const needed = this.#position + length;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#position);
    this.#buffer = larger;
  }
}
