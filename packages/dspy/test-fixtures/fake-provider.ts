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

/** `silence` never answers; `hang up` closes the connection. */
export type Reply = { readonly status?: number; readonly headers?: Record<string, string>; readonly body: unknown } | 'silence' | 'hang up';

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
    send(outgoing, reply(request, requests.length - 1));
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

function send(outgoing: ServerResponse, reply: Reply): void {
  if (reply === 'silence') return;
  if (reply === 'hang up') {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
  outgoing.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
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
