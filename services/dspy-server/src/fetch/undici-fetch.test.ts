import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type UndiciFetch, undiciFetch } from './undici-fetch.ts';

let own: UndiciFetch;
let variables: NodeJS.ProcessEnv;

beforeEach(() => {
  variables = { ...process.env };
  for (const name of Object.keys(process.env)) if (/_proxy$/i.test(name)) delete process.env[name];
  own = undiciFetch();
});

afterEach(async () => {
  process.env = variables;
  await own.close();
});

async function listen(listener: RequestListener): Promise<{ base: string } & AsyncDisposable> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}

/** Answers what it was asked. */
async function mirror(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url, headers } = request;
  response.setHeader('set-cookie', ['a=1', 'b=2']).writeHead(201, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ method, url, type: headers['content-type'], key: headers.authorization, text: await textOf(request) }));
}

test('sends method, headers and body, and gives status, headers and JSON', async () => {
  await using server = await listen((request, response) => void mirror(request, response));
  const response = await own.fetch(`${server.base}/v1?q=%20#part`, { method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: 'Bearer k' }, body: '{"ä":1}' });
  expect({ ok: response.ok, status: response.status, cookies: response.headers.getSetCookie() }).toEqual({ ok: true, status: 201, cookies: ['a=1', 'b=2'] });
  expect(await response.json()).toEqual({ method: 'POST', url: '/v1?q=%20', type: 'application/json', key: 'Bearer k', text: '{"ä":1}' });
});

test('gives a stream piece by piece', async () => {
  const more = Promise.withResolvers<void>();
  await using server = await listen((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    void more.promise.then(() => response.end('data: 2\n\n'));
  });
  const response = await own.fetch(server.base);
  const reader = (response.body ?? new ReadableStream()).getReader();
  expect(Buffer.from((await reader.read()).value as Uint8Array).toString()).toBe('data: 1\n\n');
  more.resolve();
  expect(Buffer.from((await reader.read()).value as Uint8Array).toString()).toBe('data: 2\n\n');
  expect((await reader.read()).done).toBe(true);
});

test('follows redirects with the body, and takes no key to another host', async () => {
  await using target = await listen((request, response) => void mirror(request, response));
  await using server = await listen((_request, response) => void response.writeHead(307, { location: `${target.base}/there` }).end());
  const response = await own.fetch(server.base, { method: 'POST', headers: { authorization: 'Bearer k' }, body: 'text' });
  expect(await response.json()).toEqual({ method: 'POST', url: '/there', text: 'text' });
});

test('reads a compressed answer', async () => {
  await using server = await listen((_request, response) => void response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}')));
  expect(await (await own.fetch(server.base)).json()).toEqual({ a: 1 });
});

test('gives an answer without a body', async () => {
  await using server = await listen((_request, response) => void response.writeHead(204).end());
  expect(await (await own.fetch(server.base)).text()).toBe('');
});

test.each(['before it is sent', 'while the answer is waited for', 'while it arrives'])('an abort %s ends it with the reason', async (when) => {
  const left = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  await using server = await listen((_request, response) => {
    response.once('close', left.resolve);
    if (when === 'while it arrives') response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    asked.resolve();
  });
  const stop = new AbortController();
  const reason = new Error('no longer wanted');
  if (when === 'before it is sent') stop.abort(reason);
  const whole = own.fetch(server.base, { signal: stop.signal }).then((response) => response.text());
  whole.catch(() => undefined);
  if (when !== 'before it is sent') {
    await asked.promise;
    stop.abort(reason);
    await left.promise;
  }
  await expect(whole).rejects.toBe(reason);
});

test('says why it failed', async () => {
  const { base } = await (async () => {
    await using server = await listen(() => undefined);
    return server;
  })();
  await expect(own.fetch(base)).rejects.toMatchObject({ name: 'TypeError', message: 'fetch failed', cause: { code: 'ECONNREFUSED' } });
});

test('an answer that breaks off is a failure', async () => {
  await using server = await listen((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 }).write('{"a":');
    setImmediate(() => response.destroy());
  });
  await expect(own.fetch(server.base)).rejects.toMatchObject({ message: 'fetch failed' });
});

test('goes through the proxy that the variables name', async () => {
  await using proxy = await listen((request, response) => void mirror(request, response));
  await own.close();
  process.env['http_proxy'] = proxy.base;
  process.env['no_proxy'] = '127.0.0.1';
  own = undiciFetch();
  const tunnelled = await own.fetch('http://model.invalid/v1').catch((error: unknown) => error);
  // A proxy is asked by CONNECT, which this one does not know; what matters is who was asked.
  expect(String((tunnelled as { cause?: unknown }).cause)).not.toContain('ENOTFOUND');
  await using direct = await listen((request, response) => void mirror(request, response));
  expect(await (await own.fetch(direct.base)).json()).toMatchObject({ url: '/' });
});

test('leaves to Node what is more than a text', async () => {
  await using server = await listen((request, response) => void mirror(request, response));
  expect(await (await own.fetch(server.base, { method: 'POST', body: new Uint8Array([65]) })).json()).toMatchObject({ text: 'A' });
  expect(await (await own.fetch(new Request(`${server.base}/request`))).json()).toMatchObject({ url: '/request' });
});
