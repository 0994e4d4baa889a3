/** OTLP's bodies in both encodings. The messages are so small that writing their bytes by hand is the short way. */

export type OtlpEncoding = 'protobuf' | 'json';

export const CONTENT_TYPES: Readonly<Record<OtlpEncoding, string>> = { protobuf: 'application/x-protobuf', json: 'application/json' };

/** Numbers of `google.rpc.Code`. */
export const RPC_CODES = { ok: 0, invalidArgument: 3, permissionDenied: 7, resourceExhausted: 8, unimplemented: 12, internal: 13, unavailable: 14, unauthenticated: 16 } as const;

const REJECTED_IDS = 'spans were not stored: a trace id needs 16 bytes and a span id 8, not all of them zero.';

/** `ExportTraceServiceResponse`; its partial success is left out when every span was taken. */
export function exportResponse(encoding: OtlpEncoding, rejected: number): Buffer {
  const message = `${rejected} ${REJECTED_IDS}`;
  if (encoding === 'json') {
    return Buffer.from(JSON.stringify(rejected === 0 ? {} : { partialSuccess: { rejectedSpans: String(rejected), errorMessage: message } }));
  }
  if (rejected === 0) return Buffer.alloc(0);
  return field(1, Buffer.concat([number(1, rejected), field(2, Buffer.from(message))]));
}

/** `google.rpc.Status`, the body of every answer that is not 200. */
export function statusBody(encoding: OtlpEncoding, code: number, message: string): Buffer {
  if (encoding === 'json') return Buffer.from(JSON.stringify({ code, message }));
  return Buffer.concat([number(1, code), field(2, Buffer.from(message))]);
}

function field(position: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(position << 3) | 2]), varint(bytes.length), bytes]);
}

function number(position: number, value: number): Buffer {
  return Buffer.concat([Buffer.from([position << 3]), varint(value)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}
