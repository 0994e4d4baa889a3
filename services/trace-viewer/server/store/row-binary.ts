const INITIAL_BYTES = 64 * 1024;

/** Writes ClickHouse's RowBinary: the values of each row in the order of the columns, nothing between them. */
export class RowBinaryWriter {
  #buffer = Buffer.allocUnsafe(INITIAL_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Bytes of memory that it holds. */
  get capacity(): number {
    return this.#buffer.length;
  }

  /** The bytes so far. Valid until the next write. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Forgets what was written after `length` bytes. */
  truncate(length: number): void {
    this.#length = length;
  }

  uint8(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#length] = value;
    this.#length += 1;
  }

  boolean(value: boolean): void {
    this.uint8(value ? 1 : 0);
  }

  uint64(value: bigint): void {
    this.#reserve(8);
    this.#length = this.#buffer.writeBigUInt64LE(value, this.#length);
  }

  /** `Nullable(UInt64)`. */
  nullableUint64(value: number | null): void {
    this.uint8(value === null ? 1 : 0);
    if (value !== null) this.uint64(BigInt(Math.round(value)));
  }

  /** `Nullable(Float64)`. */
  nullableFloat64(value: number | null): void {
    this.uint8(value === null ? 1 : 0);
    if (value === null) return;
    this.#reserve(8);
    this.#length = this.#buffer.writeDoubleLE(value, this.#length);
  }

  string(value: string): void {
    const bytes = Buffer.byteLength(value);
    this.#varint(bytes);
    this.#reserve(bytes);
    this.#buffer.write(value, this.#length, bytes, 'utf8');
    this.#length += bytes;
  }

  strings(values: readonly string[]): void {
    this.#varint(values.length);
    for (const value of values) this.string(value);
  }

  /** `FixedString(bytes)` of hexadecimal digits; no digits at all is all zeros. */
  fixedHex(digits: string, bytes: number): void {
    this.#reserve(bytes);
    if (digits === '') this.#buffer.fill(0, this.#length, this.#length + bytes);
    else this.#buffer.write(digits, this.#length, bytes, 'hex');
    this.#length += bytes;
  }

  #varint(value: number): void {
    this.#reserve(5);
    let rest = value;
    while (rest > 0x7f) {
      this.#buffer[this.#length] = (rest & 0x7f) | 0x80;
      this.#length += 1;
      rest >>>= 7;
    }
    this.#buffer[this.#length] = rest;
    this.#length += 1;
  }

  #reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
