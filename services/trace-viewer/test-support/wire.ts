// A protobuf writer for bodies that no SDK would send.

export type Field = readonly [position: number, value: Buffer | string | number | bigint | WireValue];

/** A value with a wire type of one's choice. */
export interface WireValue {
  readonly wireType: number;
  readonly bytes: Buffer;
}

/** Texts and buffers become length-delimited fields, numbers varints. */
export function message(...fields: readonly Field[]): Buffer<ArrayBuffer> {
  return Buffer.concat(fields.map(([position, value]) => {
    if (typeof value === 'number' || typeof value === 'bigint') return Buffer.concat([varint((position << 3) | 0), varint(value)]);
    if (typeof value === 'object' && 'wireType' in value) return Buffer.concat([varint((position << 3) | value.wireType), value.bytes]);
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    return Buffer.concat([varint((position << 3) | 2), varint(bytes.length), bytes]);
  }));
}

export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

export function fixed64(value: bigint): WireValue {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return { wireType: 1, bytes };
}

export function double(value: number): WireValue {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return { wireType: 1, bytes };
}

export const TRACE_ID = Buffer.from('0af7651916cd43dd8448eb211c80319c', 'hex');
export const SPAN_ID = Buffer.from('b7ad6b7169203331', 'hex');

/** A span with valid ids and these fields besides. */
export function span(...fields: readonly Field[]): Buffer<ArrayBuffer> {
  return message([1, TRACE_ID], [2, SPAN_ID], ...fields);
}

/** A request of these encoded spans, without resource and scope. */
export function request(...spans: readonly Buffer[]): Buffer<ArrayBuffer> {
  return message([1, message([2, message(...spans.map((bytes): Field => [2, bytes]))])]);
}

/** An attribute with this encoded `AnyValue`. */
export function attribute(key: string, value: Buffer): Field {
  return [9, message([1, key], [2, value])];
}
