import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable } from 'node:stream';
import { type CallToolResult, createMcpHandler, Server, type Tool } from '@modelcontextprotocol/server';
import type { Context } from 'koa';
import { errorResponse, type FailedRequest } from '../http/error-response.ts';
import { readBytes } from '../http/read-body.ts';
import { checkedInputs, originOf } from '../http/routes/program-routes.ts';
import type { CallOrigin, ProgramRunner } from '../load/program-runner.ts';
import { isBehindGateway, type Program, type Served } from '../programs/program.ts';

export interface MCPOptions {
  /** Name and version by which clients know the server. */
  readonly name: string;
  readonly version: string;
  readonly served: Served;
  readonly runner: ProgramRunner;
  readonly bodyLimitBytes: number;
  /** Told of every tool call that fails as a request of the same program would with a server error. */
  readonly onError: (error: unknown, request: FailedRequest) => void;
}

type JSONObject = { readonly [key: string]: unknown };

/** Answers `/mcp`: the Model Context Protocol over Streamable HTTP, without sessions, with one tool per program. */
export function mcpEndpoint(options: MCPOptions): (ctx: Context) => Promise<void> {
  // The SDK makes requests of its own out of the one it is given, so what belongs to it travels beside.
  const origins = new AsyncLocalStorage<CallOrigin>();
  const handler = createMcpHandler(() => server(options, origins.getStore()), { maxRequestBodySize: options.bodyLimitBytes });
  return async (ctx) => {
    const origin = originOf(ctx);
    const body = ctx.method === 'POST' ? new Uint8Array(await readBytes(ctx.req, options.bodyLimitBytes)) : undefined;
    const request = new Request(new URL(ctx.url, 'http://localhost'), { method: ctx.method, headers: headersOf(ctx), signal: origin.cancel.signal, ...(body ? { body } : {}) });
    const response = await origins.run(origin, () => handler.fetch(request));
    ctx.status = response.status;
    for (const [name, value] of response.headers) ctx.set(name, value);
    ctx.body = response.body ? Readable.from(chunksOf(response.body.getReader())) : '';
  };
}

async function* chunksOf(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel();
  }
}

function headersOf({ req }: Context): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headersDistinct)) for (const each of value ?? []) headers.append(name, each);
  return headers;
}

/** A server that knows the programs of this moment; MCP makes one per request. */
function server({ name, version, served, runner, onError }: MCPOptions, origin: CallOrigin = { cancel: new AbortController() }): Server {
  const made = new Server({ name, version }, { capabilities: { tools: {} } });
  made.setRequestHandler('tools/list', () => ({ tools: [...served.programs.values()].filter((program) => !isBehindGateway(program)).map(toolOf) }));
  made.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
    const program = served.programs.get(params.name);
    if (!program || isBehindGateway(program)) return failed(`no program is called ${params.name}`);
    mcpReq.signal.addEventListener('abort', () => origin.cancel.abort(mcpReq.signal.reason), { once: true });
    return call(runner, program, params.arguments ?? {}, origin, onError);
  });
  return made;
}

function toolOf({ name, signature }: Program): Tool {
  return {
    name,
    description: signature?.instructions ?? `Runs ${name}.`,
    inputSchema: (signature?.inputSchema() ?? { type: 'object' }) as Tool['inputSchema'],
    ...(signature ? { outputSchema: signature.outputSchema() } : {}),
  };
}

/** What goes wrong in a program is an answer that the model behind the client can read. */
async function call(runner: ProgramRunner, program: Program, values: JSONObject, origin: CallOrigin, onError: MCPOptions['onError']): Promise<CallToolResult> {
  try {
    const text = await runner.run(program, checkedInputs(program, values), origin);
    return { content: [{ type: 'text', text }], structuredContent: JSON.parse(text) as Record<string, unknown> };
  } catch (error) {
    const { status, body: { detail } } = errorResponse(error);
    if (status >= 500) onError(error, { method: 'POST', path: `/mcp ${program.name}`, status });
    return failed(typeof detail === 'string' ? detail : JSON.stringify(detail));
  }
}

function failed(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}
