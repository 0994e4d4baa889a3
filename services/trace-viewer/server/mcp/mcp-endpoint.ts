import { Readable } from 'node:stream';

import { createMcpHandler } from '@modelcontextprotocol/server';
import type { Context } from 'koa';

import type { AppDeps } from '../api/app-deps.ts';
import { readBody } from '../ingest/request-body.ts';
import { mcpServer } from './mcp-server.ts';

const MAX_BODY_BYTES = 1024 * 1024;

/** Answers `/mcp`: the Model Context Protocol over Streamable HTTP, without sessions. */
export function mcpEndpoint({ store, budget, onUnexpected }: AppDeps): (ctx: Context) => Promise<void> {
  const handler = createMcpHandler(() => mcpServer(store, onUnexpected), { maxRequestBodySize: MAX_BODY_BYTES });
  return async (ctx) => {
    using charge = budget.open();
    const body = ctx.method === 'POST' ? new Uint8Array(await readBody(ctx.req, { maxBodyBytes: MAX_BODY_BYTES }, charge)) : undefined;
    const gone = new AbortController();
    ctx.res.once('close', () => gone.abort());
    const request = new Request(new URL(ctx.url, 'http://localhost'), { method: ctx.method, headers: headersOf(ctx), signal: gone.signal, ...(body === undefined ? {} : { body }) });
    const response = await handler.fetch(request);
    ctx.status = response.status;
    for (const [name, value] of response.headers) ctx.set(name, value);
    ctx.body = response.body === null ? '' : Readable.from(chunksOf(response.body.getReader()));
  };
}

async function* chunksOf(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel();
  }
}

/** The body is decompressed already. */
function headersOf({ req }: Context): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(req.headersDistinct)) {
    if (name !== 'content-encoding' && name !== 'content-length') for (const value of values ?? []) headers.append(name, value);
  }
  return headers;
}
