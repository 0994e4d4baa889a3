import { once } from 'node:events';
import { connect } from 'node:http2';

import { Metadata } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';

import { freePort } from '../../test-support/free-port.ts';
import { ragTrace, recordSpans } from '../../test-support/sdk-spans.ts';
import { startTestViewer, type TestViewer } from '../../test-support/test-viewer.ts';

// Opening chDB on a busy machine takes its time.
jest.setTimeout(30_000);

const TOKEN = 'correct-horse-battery';

let viewer: TestViewer;

beforeAll(async () => {
  viewer = await startTestViewer({ token: TOKEN, grpcPort: await freePort() });
});

afterAll(async () => {
  await viewer[Symbol.asyncDispose]();
  expect(viewer.unexpected).toEqual([]);
});

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(viewer.url + path, { redirect: 'manual', ...init });
}

function logIn(token: string, headers: Record<string, string> = {}): Promise<Response> {
  return ask('/login', { method: 'POST', body: new URLSearchParams({ token }), headers });
}

test.each([
  ['GET', '/api/traces'], ['GET', '/api/events'], ['POST', '/api/reset'], ['GET', '/metrics'], ['POST', '/mcp'], ['GET', '/api/openapi.json'], ['GET', '/api/v3/services'],
])('%s %s needs the token', async (method, path) => {
  for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: TOKEN }, { authorization: `Basic ${TOKEN}` }, { cookie: `dspy_viewer=${TOKEN}` }]) {
    const answer = await ask(path, { method, headers: headers as Record<string, string> });
    expect([answer.status, answer.headers.get('www-authenticate'), await answer.json()]).toEqual([401, 'Bearer realm="dspy-viewer"', { detail: expect.stringContaining('DSPY_VIEWER_TOKEN') }]);
  }
});

test('senders are told in the form of OTLP, in the encoding that they send', async () => {
  const message = expect.stringContaining('DSPY_VIEWER_TOKEN');
  const json = await ask('/v1/traces', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  expect([json.status, json.headers.get('www-authenticate'), json.headers.get('content-type'), await json.json()]).toEqual([401, 'Bearer realm="dspy-viewer"', 'application/json', { code: 16, message }]);
  const protobuf = await ask('/v1/traces', { method: 'POST', body: '', headers: { 'content-type': 'application/x-protobuf' } });
  const bytes = Buffer.from(await protobuf.arrayBuffer());
  expect([protobuf.status, protobuf.headers.get('content-type'), bytes.subarray(0, 3), bytes.toString()]).toEqual([401, 'application/x-protobuf', Buffer.from([0x08, 16, 0x12]), message]);
  const metrics = await (await ask('/metrics', { headers: { authorization: `Bearer ${TOKEN}` } })).text();
  expect(metrics).toMatch(/refused\S*401\S* [2-9]/);
});

test('a sender over gRPC without the token is answered before it has sent its spans', async () => {
  const session = connect(`http://127.0.0.1:${viewer.grpcPort}`);
  const stream = session.request({ ':method': 'POST', ':path': '/opentelemetry.proto.collector.trace.v1.TraceService/Export', 'content-type': 'application/grpc', 'te': 'trailers' });
  // The body that it announces never comes.
  stream.write(Buffer.from([0, 0, 0, 1, 0]));
  const [headers] = await Promise.race([once(stream, 'trailers'), once(stream, 'response')]) as [Record<string, string>];
  session.destroy();
  expect(headers['grpc-status']).toBe('16');
});

test('opens with the token in a header', async () => {
  expect((await ask('/api/traces', { headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(200);
  const spans = await ask('/v1/traces', { method: 'POST', body: '{}', headers: { 'authorization': `Bearer ${TOKEN}`, 'content-type': 'application/json' } });
  expect(spans.status).toBe(200);
});

test.each(['/health/live', '/health/ready'])('%s needs none', async (path) => {
  expect((await ask(path)).status).toBe(200);
});

test('a browser is asked for the token once and keeps what cannot be read by scripts', async () => {
  const page = await ask('/traces/abc');
  expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([401, 'text/html; charset=utf-8', expect.stringContaining('<form method="post" action="/login">')]);

  const wrong = await logIn('wrong');
  expect([wrong.status, wrong.headers.get('set-cookie'), await wrong.text()]).toEqual([403, null, expect.stringContaining('That is not the token.')]);

  const right = await logIn(TOKEN);
  const cookie = right.headers.get('set-cookie') ?? '';
  expect([right.status, right.headers.get('location'), cookie]).toEqual([303, '/', expect.stringMatching(/^dspy_viewer=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=31536000$/)]);
  expect(cookie).not.toContain(TOKEN);
  const [pair = ''] = cookie.split(';');
  expect((await ask('/api/traces', { headers: { cookie: `other=1; ${pair}` } })).status).toBe(200);

  const out = await ask('/logout', { method: 'POST' });
  expect(out.headers.get('set-cookie')).toBe('dspy_viewer=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0');
});

test("another site's page cannot log a browser in", async () => {
  expect((await logIn(TOKEN, { origin: 'http://evil.example.com' })).status).toBe(403);
});

test.each([[TOKEN, 0], ['wrong', 1]])('a sender over gRPC with the token %s ends with %i', async (token, code) => {
  const metadata = new Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  const exporter = new OTLPTraceExporter({ url: `http://127.0.0.1:${viewer.grpcPort}`, metadata, timeoutMillis: 5_000 });
  const result = await new Promise<{ code: number }>((resolve) => {
    exporter.export(recordSpans(ragTrace), resolve);
  });
  await exporter.shutdown();
  expect(result.code).toBe(code);
});
