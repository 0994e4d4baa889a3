import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { HTTPError } from './http-error.ts';
import { isNestedDeeperThan } from './nesting.ts';
import { shownInput } from './shown-input.ts';

/** A JSON object as it came; its values are not checked yet. */
export type JSONObject = Readonly<Record<string, unknown>>;

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;
const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;

/** Values nested deeper than this overflow the stack of whoever walks through them. */
const DEEPEST = 500;

export interface ObjectOptions {
  /** Whether it may come as a form, too. */
  readonly orForm?: boolean;
  /** Whether nothing is known of its fields, which Python's server words in another way. */
  readonly isFree?: boolean;
}

/**
 * Reads a request's body as a JSON object.
 *
 * @param limit most bytes it may have.
 * @throws {HTTPError} 413 when it is larger, 415 when it is compressed, 422 when it is not a JSON object in UTF-8.
 */
export async function readJSONObject(request: IncomingMessage, limit: number, options?: ObjectOptions): Promise<JSONObject> {
  return parseObject(await readBytes(request, limit), request.headers['content-type'], options);
}

/** The object in a body that has been read: JSON, or a form when that is fine too. @throws {HTTPError} 422 */
export function parseObject(bytes: Buffer, contentType = '', { orForm = false, isFree = false }: ObjectOptions = {}): JSONObject {
  const text = decode(bytes);
  if (orForm && FORM_TYPE.test(contentType)) return Object.fromEntries(new URLSearchParams(text));
  if (text === '') throw invalid('missing', 'Field required', null);
  const value = JSON_TYPE.test(contentType) ? parse(text) : text;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (isFree) throw invalid('dict_type', 'Input should be a valid dictionary', shownInput(value));
    throw invalid('model_attributes_type', 'Input should be a valid dictionary or object to extract fields from', shownInput(value));
  }
  return value as JSONObject;
}

/** Reads a whole body. @throws {HTTPError} 413 when it is larger than `limit`, 415 when it is compressed. */
export async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new HTTPError(415, `Unsupported content encoding ${JSON.stringify(encoding)}: send the body uncompressed`);
  const tooLarge = (): HTTPError => {
    // What is still under way is read and thrown away, so that the client gets to see the answer.
    request.resume();
    return new HTTPError(413, `Request body is larger than ${limit} bytes`, { headers: { connection: 'close' } });
  };
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    const stop = (error: Error): void => {
      request.removeAllListeners('data');
      reject(error);
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) stop(tooLarge());
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.once('error', stop);
    request.once('close', () => {
      if (!request.readableEnded) stop(new HTTPError(400, 'The request ended before its body was complete'));
    });
  });
}

function decode(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw invalid('json_invalid', 'JSON decode error', {}, { error: 'The body is not valid UTF-8' });
  const text = bytes.toString('utf8');
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function parse(text: string): unknown {
  if (isNestedDeeperThan(DEEPEST, text)) throw invalid('json_invalid', 'JSON decode error', {}, { error: `Nested more than ${DEEPEST} levels deep` });
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = (cause as SyntaxError).message;
    const position = Number(/at position (\d+)/.exec(reason)?.[1] ?? text.length);
    throw invalid('json_invalid', 'JSON decode error', {}, { error: reason }, cause, ['body', position]);
  }
}

function invalid(type: string, msg: string, input: unknown, ctx?: Record<string, unknown>, cause?: unknown, loc: (string | number)[] = ['body']): HTTPError {
  return new HTTPError(422, [{ type, loc, msg, input, ...(ctx ? { ctx } : {}) }], { cause });
}
