import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';

import { MissedEvent, ResetEvent, TraceArrival } from '../../contract/events.ts';
import { Trace } from '../../contract/trace.ts';
import { TraceList } from '../../contract/trace-list.ts';
import { rawRequest, serverSentEvents } from '../../test-support/http.ts';
import { protobufBody, ragTrace, recordSpans } from '../../test-support/sdk-spans.ts';
import { startTestViewer, temporaryFolder, type TestViewer } from '../../test-support/test-viewer.ts';

// Opening chDB on a busy machine takes its time.
jest.setTimeout(30_000);

let viewer: TestViewer;
let pages: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  pages = await temporaryFolder();
  viewer = await startTestViewer({ pageFolder: join(pages.path, 'ui'), allowedHosts: ['viewer.example.com'] });
});

beforeEach(async () => {
  await post('/api/reset');
});

afterAll(async () => {
  await viewer[Symbol.asyncDispose]();
  await pages[Symbol.asyncDispose]();
  expect(viewer.unexpected).toEqual([]);
});

async function get(path: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(viewer.url + path);
  return { status: response.status, body: await response.json() };
}

function post(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(viewer.url + path, { method: 'POST', headers });
}

async function send(service = 'rag-server', question?: string): Promise<string> {
  const spans = recordSpans((tracer) => ragTrace(tracer, question), service);
  const response = await fetch(`${viewer.url}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/x-protobuf' }, body: protobufBody(spans) });
  expect(response.status).toBe(200);
  return spans[0]?.spanContext().traceId ?? '';
}

test('lists a trace as the page needs it', async () => {
  const traceId = await send();
  const { status, body } = await get('/api/traces');
  expect(status).toBe(200);
  expect(TraceList.parse(body)).toEqual(body);
  expect(body).toEqual({
    traces: [{
      trace_id: traceId, service: 'rag-server', name: 'POST /MyRAG', kind: 'server', start: '1700000000000000000', end: '1700000000050000000', duration_ms: 50, spans: 3,
      status: 'error', errors: 1, has_root: true, input: '{"question":"What is the capital of France?"}', output: '{ "answer": "Paris" }', models: ['gpt-4o-mini'],
      prompt_tokens: 120, completion_tokens: 30, total_tokens: 150, cost: 0.0015, lm_ms: 10, running: false, pinned: false, session: null, user: null, program_version: null, tags: [],
    }],
    next_cursor: null,
  });
});

test('gives a trace as a tree', async () => {
  const traceId = await send();
  const { body } = await get(`/api/traces/${traceId.toUpperCase()}`);
  const trace = Trace.parse(body);
  expect(trace).toEqual(body);
  const [server] = trace.tree;
  const [program] = server?.children ?? [];
  expect({ ...trace, tree: undefined }).toEqual({
    trace_id: traceId, service: 'rag-server', name: 'POST /MyRAG', start: '1700000000000000000', end: '1700000000050000000', duration_ms: 50, spans: 3, status: 'error', errors: 1,
    models: ['gpt-4o-mini'], prompt_tokens: 120, completion_tokens: 30, total_tokens: 150, cost: 0.0015,
    resources: [{ service: 'rag-server', attrs: { 'service.name': 'rag-server', 'host.cpus': 8 } }], tree: undefined,
  });
  expect([server?.name, program?.name, program?.parent_id === server?.id]).toEqual(['POST /MyRAG', 'MyRAG.forward', true]);
  expect(program?.children).toEqual([{
    id: expect.stringMatching(/^[0-9a-f]{16}$/), parent_id: program?.id, name: 'LM.__call__', kind: 'LLM', otel_kind: 'internal', service: 'rag-server',
    start: '1700000000020000000', end: '1700000000030000000', duration_ms: 10, status: { code: 'error', message: 'slow down' }, orphan: false, model: 'gpt-4o-mini',
    usage: { prompt_tokens: 120, completion_tokens: 30, total_tokens: 150, cost: 0.0015 },
    attrs: {
      'openinference.span.kind': 'LLM', 'llm.model_name': 'gpt-4o-mini', 'llm.token_count.prompt': 120, 'llm.token_count.completion': 30, 'llm.cost.total': 0.0015,
      'llm.input_messages.0.message.role': 'user', 'llm.input_messages.0.message.content': 'What is the capital of France? 漢字 😀\n"quoted"\\',
      'scores': [1.5, 2, -0.25], 'tags': ['a', 'b'], 'cached': false,
    },
    events: [{ name: 'exception', time: '1700000000025000000', attrs: { 'exception.type': 'RateLimitError', 'exception.message': 'slow down' } }],
    links: [], scope: { name: 'test.scope', version: '1.2.3' }, resource: 0, truncated: [], children: [],
  }]);
});

test('filters by service, limits, counts and resets', async () => {
  await send('a');
  const newest = await send('b', 'second?');
  expect(TraceList.parse((await get('/api/traces?service=b&limit=5')).body).traces.map(({ trace_id: id }) => id)).toEqual([newest]);
  expect(TraceList.parse((await get('/api/traces?limit=1')).body).traces).toHaveLength(1);
  expect((await get('/api/stats')).body).toEqual({ traces: 2, services: ['a', 'b'], total_spans: 6 });
  expect(await (await post('/api/reset')).json()).toEqual({ cleared: 2 });
  expect((await get('/api/stats')).body).toEqual({ traces: 0, services: [], total_spans: 0 });
});

test.each<[string, string, number, unknown]>([
  ['GET', '/api/traces?limit=0', 400, 'The query is not valid: limit: Too small: expected number to be >=1.'],
  ['GET', '/api/traces?limit=many', 400, 'The query is not valid: limit: Invalid input: expected number, received NaN.'],
  ['GET', '/api/traces?service=a&service=b', 400, 'The query is not valid: service: Invalid input: expected string, received array.'],
  ['GET', '/api/traces/xyz', 400, 'The path is not valid: id: expected 32 lower-case hexadecimal digits.'],
  ['GET', '/api/traces?q=colour:red', 400, expect.stringMatching(/^The query cannot be read. At character 1: expected a field \(kind, name, /)],
  ['GET', '/api/traces?nothing=1', 400, 'The query is not valid: Unrecognized key: "nothing".'],
  ['GET', '/api/traces?cursor=xyz', 400, 'The query is not valid: cursor: expected the next_cursor of an answer with the same sort.'],
  ['GET', `/api/traces/${'0'.repeat(31)}1/spans/xyz`, 400, 'The path is not valid: spanId: expected 16 lower-case hexadecimal digits.'],
  ['GET', `/api/traces/${'0'.repeat(31)}1`, 404, `There is no trace ${'0'.repeat(31)}1.`],
  ['GET', '/api/nothing', 404, 'There is no /api/nothing here.'],
  ['DELETE', '/api/traces', 405, '/api/traces takes GET, HEAD, not DELETE.'],
  ['GET', '/api/reset', 405, '/api/reset takes POST, not GET.'],
])('%s %s is answered with %i and a reason', async (method, path, status, detail) => {
  const response = await fetch(viewer.url + path, { method });
  expect({ status: response.status, body: await response.json() }).toEqual({ status, body: { detail } });
});

test('a trace that arrives is told to listeners within a second, and so is a reset', async () => {
  using abort = new DisposableAbort();
  const response = await fetch(`${viewer.url}/api/events`, { signal: abort.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const events = serverSentEvents(response);

  const traceId = await send();
  const sentAt = performance.now();
  const arrival = (await events.next()).value;
  expect(performance.now() - sentAt).toBeLessThan(1_000);
  expect(arrival).toEqual({
    event: 'trace',
    data: { trace_id: traceId, service: 'rag-server', name: 'POST /MyRAG', start: '1700000000000000000', end: '1700000000050000000', spans: 3, status: 'error', has_root: true, running: false },
    id: expect.any(String),
  });
  expect(TraceArrival.safeParse(arrival?.data).success).toBe(true);

  await post('/api/reset');
  const reset = (await events.next()).value;
  expect(reset).toEqual({ event: 'reset', data: { cleared: 1 }, id: expect.any(String) });
  expect(ResetEvent.safeParse(reset?.data).success).toBe(true);
});

test('events can be filtered by a query, and go on after the last one that was seen', async () => {
  using abort = new DisposableAbort();
  const listen = async (path: string, headers: Record<string, string> = {}) => serverSentEvents(await fetch(viewer.url + path, { signal: abort.signal, headers }));
  const all = await listen('/api/events');
  const wanted = await listen('/api/events?q=' + encodeURIComponent('service:b status:error "capital of Spain"'));
  await send('b', 'What is the capital of France?');
  await send('a', 'What is the capital of Spain?');
  const third = await send('b', 'What is the capital of Spain?');
  expect((await wanted.next()).value).toMatchObject({ event: 'trace', data: { trace_id: third } });

  const first = (await all.next()).value;
  const heard: unknown[] = [];
  for await (const { data } of await listen('/api/events', { 'last-event-id': first?.id ?? '' })) if (heard.push(data) === 2) break;
  expect(heard).toMatchObject([{ service: 'a' }, { trace_id: third }]);
  const lost = await listen('/api/events', { 'last-event-id': 'of-another-run' });
  expect((await lost.next()).value).toEqual({ event: 'missed', data: { traces: 0 }, id: undefined });
  expect((await fetch(`${viewer.url}/api/events?q=duration>soon`)).status).toBe(400);
});

test('more traces at once than are told one by one end in a number', async () => {
  using abort = new DisposableAbort();
  const events = serverSentEvents(await fetch(`${viewer.url}/api/events`, { signal: abort.signal }));
  const spans = recordSpans((tracer) => {
    for (let index = 0; index < 130; index += 1) tracer.startSpan(`root ${index}`).end();
  });
  await fetch(`${viewer.url}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/x-protobuf' }, body: protobufBody(spans) });
  const names: string[] = [];
  for await (const { event, data } of events) {
    names.push(event);
    if (event !== 'missed') continue;
    expect(MissedEvent.parse(data)).toEqual({ traces: 30 });
    break;
  }
  expect(names).toEqual([...Array.from({ length: 100 }, () => 'trace'), 'missed']);
});

test('counts what came in for Prometheus', async () => {
  await send();
  await fetch(`${viewer.url}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: 'not JSON' });
  const answer = await fetch(`${viewer.url}/metrics`);
  const text = await answer.text();
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const values = new Map([...text.matchAll(/^(\w+(?:\{[^}]*\})?) (\d+)$/gm)].map(([, name, value]) => [name, Number(value)]));
  expect([values.get('dspy_viewer_stored_spans'), values.get('dspy_viewer_stored_traces'), values.get('dspy_viewer_spans_rejected_total')]).toEqual([3, 1, 0]);
  expect(values.get('dspy_viewer_spans_accepted_total')).toBeGreaterThanOrEqual(3);
  expect(values.get('dspy_viewer_requests_refused_total{status="400"}')).toBeGreaterThanOrEqual(1);
  expect(text).toMatch(/^# HELP dspy_viewer_spans_accepted_total .*\n# TYPE dspy_viewer_spans_accepted_total counter\ndspy_viewer_spans_accepted_total \d+\n/);
});

test('is alive and ready', async () => {
  expect(await get('/health/live')).toEqual({ status: 200, body: { status: 'ok' } });
  expect(await get('/health/ready')).toEqual({ status: 200, body: { status: 'ok' } });
});

test.each([
  ['127.0.0.1:4318', 200], ['localhost', 200], ['[::1]:4318', 200], ['trace-viewer:4318', 200], ['app.localhost:1', 200], ['viewer.example.com', 200],
  ['evil.example.com', 403], ['localhost.evil.com:4318', 403], ['127.0.0.1.evil.com', 403],
])('answers to the name %s with %i', async (host, status) => {
  expect((await rawRequest(viewer.url, { path: '/api/stats', headers: { host } })).status).toBe(status);
  expect((await rawRequest(viewer.url, { path: '/v1/traces', method: 'POST', headers: { host, 'content-type': 'application/json' }, body: Buffer.from('{}') })).status).toBe(status);
});

test.each([
  ['another site\'s page', 403, { origin: 'http://evil.example.com' }],
  ['a page whose origin is hidden', 403, { origin: 'null' }],
  ['a browser that says cross-site', 403, { 'sec-fetch-site': 'cross-site' }],
  ['a tool', 200, {}],
])('a reset by %s is answered with %i', async (_who, status, headers) => {
  expect((await post('/api/reset', headers)).status).toBe(status);
});

test('the viewer\'s own page can reset', async () => {
  expect((await post('/api/reset', { origin: viewer.url, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
});

test('says so while there is no page, then serves it, its files and its routes, and nothing else', async () => {
  const missing = await fetch(viewer.url);
  expect([missing.status, await missing.text()]).toEqual([503, expect.stringContaining('npm run build')]);

  const folder = join(pages.path, 'ui');
  await mkdir(join(folder, 'assets'), { recursive: true });
  await writeFile(join(pages.path, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'assets', 'app-abc.js'), 'run()');
  await writeFile(join(folder, 'index.html'), '<p>page</p>');

  const page = await fetch(`${viewer.url}/traces/abc?tab=raw`);
  expect([page.status, await page.text()]).toEqual([200, '<p>page</p>']);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self';");
  expect(page.headers.get('cache-control')).toBe('no-cache');
  const script = await fetch(`${viewer.url}/assets/app-abc.js`);
  expect([script.headers.get('content-type'), script.headers.get('cache-control'), await script.text()])
    .toEqual(['text/javascript; charset=utf-8', 'public, max-age=31536000, immutable', 'run()']);
  expect((await fetch(`${viewer.url}/assets/gone.js`)).status).toBe(404);
  for (const path of ['/../secret.txt', '/%2e%2e/secret.txt', '/assets/../../secret.txt', '/..%2fsecret.txt', String.raw`/..\secret.txt`]) {
    const { body } = await rawRequest(viewer.url, { path });
    expect(body).not.toContain('secret\n');
    expect(body).not.toBe('secret');
  }
});

class DisposableAbort extends AbortController implements Disposable {
  [Symbol.dispose](): void {
    this.abort();
  }
}
