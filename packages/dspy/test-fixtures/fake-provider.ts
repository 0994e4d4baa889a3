import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Decoded JSON, if the request had a body. */
  readonly body: Record<string, unknown>;
}

/** `silence` never answers; `hang up` closes the connection; `pieces` are sent as they are, one after the other, until the other side has enough. */
export type Reply =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown }
  | { readonly headers?: Record<string, string>; readonly pieces: Iterable<string> | AsyncIterable<string> }
  | 'silence'
  | 'hang up';

export interface FakeProvider extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Connections that the other side closed before they were answered. */
  readonly abandoned: Promise<void>;
}

/** A server that records what it is asked and answers as told, over real HTTP. */
export async function startFakeProvider(reply: (request: RecordedRequest, index: number) => Reply): Promise<FakeProvider> {
  const requests: RecordedRequest[] = [];
  const abandoned = Promise.withResolvers<void>();
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) abandoned.resolve();
    });
    const body = await text(incoming);
    const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body: body === '' ? {} : (JSON.parse(body) as Record<string, unknown>) };
    requests.push(request);
    await send(outgoing, reply(request, requests.length - 1));
  };
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    abandoned: abandoned.promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function send(outgoing: ServerResponse, reply: Reply): Promise<void> {
  if (reply === 'silence') return;
  if (reply === 'hang up') {
    outgoing.destroy();
    return;
  }
  if ('pieces' in reply) {
    outgoing.writeHead(200, { 'content-type': 'text/event-stream', ...reply.headers });
    for await (const piece of reply.pieces) {
      if (outgoing.destroyed) return;
      if (piece === HANG_UP) outgoing.destroy();
      else await new Promise((written) => outgoing.write(piece, written));
    }
    outgoing.end();
    return;
  }
  outgoing.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
  outgoing.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
}

/** A piece that closes the connection. */
export const HANG_UP = 'hang up';

/** Events of a chat completion with this text in these pieces, then its tokens. */
export function* completionEvents(texts: Iterable<string>, usage: object = { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 }): Generator<string> {
  yield choice({ role: 'assistant', content: '' }, null);
  for (const content of texts) yield content === HANG_UP ? content : choice({ content }, null);
  yield choice({}, 'stop');
  yield chunkEvent({ choices: [], usage });
  yield 'data: [DONE]\n\n';
}

function choice(delta: object, finish: string | null): string {
  return chunkEvent({ choices: [{ index: 0, delta, finish_reason: finish }] });
}

function chunkEvent(rest: object): string {
  return `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'gpt-4o-mini-2024-07-18', ...rest })}\n\n`;
}

/** A streamed chat completion with this text in these pieces. */
export function streamed(texts: Iterable<string>, usage?: object): Reply {
  return { pieces: completionEvents(texts, usage) };
}

/** A chat completion with this text. */
export function completion(content: string | null, extra: { readonly usage?: unknown; readonly finishReason?: string; readonly message?: object } = {}): Reply {
  return {
    body: {
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: 'gpt-4o-mini-2024-07-18',
      choices: [{ index: 0, message: { role: 'assistant', content, ...extra.message }, finish_reason: extra.finishReason ?? 'stop' }],
      usage: extra.usage ?? { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 },
    },
  };
}

/** An error in OpenAI's shape. */
export function failure(status: number, message: string, extra: { readonly code?: string; readonly headers?: Record<string, string> } = {}): Reply {
  return { status, headers: extra.headers ?? {}, body: { error: { message, type: 'error', param: null, code: extra.code ?? null } } };
}
