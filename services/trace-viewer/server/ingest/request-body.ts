import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate, zstdDecompress } from 'node:zlib';

import { errorCode } from '../error-code.ts';
import type { ByteCharge } from './byte-budget.ts';
import { RequestRefusedError } from './request-refused-error.ts';

const decoders = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  zstd: promisify(zstdDecompress),
} as const;

type Encoding = keyof typeof decoders;

export interface BodyLimits {
  /** Largest body, as sent and after decompression. */
  readonly maxBodyBytes: number;
}

/**
 * Reads and decompresses a body, charging it to the budget before it is held.
 *
 * @throws RequestRefusedError 413 when it is too large, 415 for an unknown encoding, 400 when it does not decompress,
 * 503 when the budget is used up.
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits, charge: ByteCharge): Promise<Buffer> {
  const encoding = contentEncoding(request.headers['content-encoding']);
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limits.maxBodyBytes) throw tooLarge(limits);
  const body = await collect(request, limits, charge);
  return encoding === undefined ? body : decompress(body, encoding, limits, charge);
}

function contentEncoding(header: string | undefined): Encoding | undefined {
  const name = (header ?? 'identity').trim().toLowerCase();
  if (name === 'identity' || name === '') return undefined;
  if (Object.hasOwn(decoders, name)) return name as Encoding;
  throw new RequestRefusedError(415, `Content-Encoding ${JSON.stringify(name)} is not supported; use gzip, deflate, zstd or none.`, {
    headers: { 'Accept-Encoding': 'gzip, deflate, zstd' },
  });
}

async function collect(request: IncomingMessage, limits: BodyLimits, charge: ByteCharge): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Left open when the loop ends early: the refusal goes out over the same connection.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limits.maxBodyBytes) throw tooLarge(limits);
    charge.add(chunk.length);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length);
}

async function decompress(body: Buffer, encoding: Encoding, limits: BodyLimits, charge: ByteCharge): Promise<Buffer> {
  try {
    const decompressed = await decoders[encoding](body, { maxOutputLength: limits.maxBodyBytes });
    charge.add(decompressed.length);
    return decompressed;
  } catch (cause) {
    if (cause instanceof RequestRefusedError) throw cause;
    if (errorCode(cause) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limits);
    throw new RequestRefusedError(400, `The body is not valid ${encoding} (${errorCode(cause) ?? 'unknown'}).`, { cause });
  }
}

function tooLarge({ maxBodyBytes }: BodyLimits): RequestRefusedError {
  return new RequestRefusedError(413, `The body is larger than ${maxBodyBytes} bytes. Send fewer spans at a time, or raise DSPY_VIEWER_MAX_BODY_BYTES.`, {
    headers: { Connection: 'close' },
  });
}
