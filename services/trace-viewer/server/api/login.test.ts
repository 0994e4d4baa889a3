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
  ['GET', '/api/traces'], ['GET', '/api/events'], ['POST', '/api/reset'], ['POST', '/v1/traces'], ['GET', '/metrics'], ['POST', '/mcp'], ['GET', '/api/openapi.json'], ['GET', '/api/v3/services'],
])('%s %s needs the token', async (method, path) => {
  for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: TOKEN }, { authorization: `Basic ${TOKEN}` }, { cookie: `dspy_viewer=${TOKEN}` }]) {
    const answer = await ask(path, { method, headers: headers as Record<string, string> });
    expect([answer.status, answer.headers.get('www-authenticate'), await answer.json()]).toEqual([401, 'Bearer realm="dspy-viewer"', { detail: expect.stringContaining('DSPY_VIEWER_TOKEN') }]);
  }
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
