import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A chat completion as a program under test asked for it. */
interface ChatRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly [parameter: string]: unknown;
}

/** What the provider answers. What is left out is the answer of a model that knows everything. */
interface ChatAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text of the assistant's message. */
  readonly content?: string;
  readonly toolCalls?: readonly { readonly id: string; readonly name: string; readonly args: object }[];
  readonly finishReason?: string;
  readonly usage?: object;
  /** Body of an error. */
  readonly error?: object;
  /** Does not answer until this is done. */
  readonly when?: Promise<unknown>;
}

export interface FakeProviderOptions {
  readonly answer?: (request: ChatRequest) => ChatAnswer;
  /** Status of every search; 200 unless given. */
  readonly searchStatus?: number;
}

/** An OpenAI-compatible model and a ColBERTv2-compatible search that a test listens in on, over real HTTP. */
export interface FakeProvider extends AsyncDisposable {
  /** For `apiBase`. */
  readonly apiBase: string;
  /** For `ColBERTv2`. */
  readonly searchURL: string;
  readonly port: number;
  readonly chats: readonly ChatRequest[];
  /** Headers of every request, in order. */
  readonly headers: readonly IncomingMessage['headers'][];
}

export const PASSAGES = ['Paris | Paris is the capital of France.', 'Berlin | Berlin is the capital of Germany.', 'Rome | Rome is the capital of Italy.'] as const;

const USAGE = {
  prompt_tokens: 120,
  completion_tokens: 30,
  total_tokens: 150,
  prompt_tokens_details: { cached_tokens: 20 },
  completion_tokens_details: { reasoning_tokens: 7 },
} as const;

export async function startFakeProvider(options: FakeProviderOptions = {}): Promise<FakeProvider> {
  const chats: ChatRequest[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const server = createServer((request, response) => {
    headers.push(request.headers);
    if (request.url?.startsWith('/api/search')) search(request, response, options.searchStatus ?? 200);
    else void chat(request, response, chats, options);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    apiBase: `http://127.0.0.1:${port}/v1`,
    searchURL: `http://127.0.0.1:${port}/api/search`,
    port,
    chats,
    headers,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The question that a prompt puts to the model. */
function questionOf({ messages }: ChatRequest): string {
  const text = String(messages.at(-1)?.content);
  return /\[\[ ## question ## \]\]\n([\s\S]*?)(?:\n\n|$)/.exec(text)?.[1] ?? text;
}

function search(request: IncomingMessage, response: ServerResponse, status: number): void {
  const k = Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('k') ?? 3);
  const topk = PASSAGES.slice(0, k).map((text, index) => ({ text, long_text: text, pid: index + 1, rank: index + 1, score: 20 - index, prob: 0.5 / (index + 1) }));
  send(response, status, status === 200 ? { topk } : { error: true });
}

async function chat(request: IncomingMessage, response: ServerResponse, chats: ChatRequest[], { answer }: FakeProviderOptions): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString()) as ChatRequest;
  chats.push(body);
  const given = answer?.(body) ?? {};
  await given.when;
  const status = given.status ?? 200;
  if (status === 200) send(response, 200, completion(body, given), given.headers);
  else send(response, status, { error: given.error ?? { message: `the fake provider answers ${status}`, type: 'fake' } }, given.headers);
}

function completion(request: ChatRequest, { content, toolCalls, finishReason = 'stop', usage = USAGE }: ChatAnswer): object {
  const text = content ?? `[[ ## reasoning ## ]]\nIt says so.\n\n[[ ## answer ## ]]\nAnswer to: ${questionOf(request)}\n\n[[ ## completed ## ]]`;
  const tool_calls = toolCalls?.map(({ id, name, args }) => ({ id, type: 'function', function: { name, arguments: JSON.stringify(args) } }));
  return {
    id: 'chatcmpl-fake-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: `${request.model}-2024-07-18`,
    choices: [{ index: 0, message: { role: 'assistant', content: text, ...(tool_calls ? { tool_calls } : {}) }, finish_reason: finishReason }],
    usage,
  };
}

function send(response: ServerResponse, status: number, body: object, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
