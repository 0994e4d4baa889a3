import type { IncomingMessage } from 'node:http';
import { HTTPError } from './http-error.ts';
import { shownInput } from './shown-input.ts';

/** A JSON object as it came; its values are not checked yet. */
export type JSONObject = Readonly<Record<string, unknown>>;

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/**
 * Reads a request's body as a JSON object.
 *
 * @param limit most bytes it may have.
 * @throws {HTTPError} 413 when it is larger, 415 when it is compressed, 422 when it is not a JSON object in UTF-8.
 */
export async function readJSONObject(request: IncomingMessage, limit: number): Promise<JSONObject> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new HTTPError(415, `Unsupported content encoding ${JSON.stringify(encoding)}: send the body uncompressed`);
  const text = decode(await readBytes(request, limit));
  if (text === '') throw invalid('missing', 'Field required', null);
  const value = JSON_TYPE.test(request.headers['content-type'] ?? '') ? parse(text) : text;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('model_attributes_type', 'Input should be a valid dictionary or object to extract fields from', shownInput(value));
  }
  return value as JSONObject;
}

async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
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
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', stop);
    request.once('close', () => stop(new HTTPError(400, 'The request ended before its body was complete')));
  });
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw invalid('json_invalid', 'JSON decode error', {}, { error: 'The body is not valid UTF-8' }, cause);
  }
}

function parse(text: string): unknown {
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
