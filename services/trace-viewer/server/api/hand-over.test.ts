import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';

import { Comparison } from '../../contract/comparison.ts';
import { unpackSkeleton, type TraceSkeleton } from '../../contract/skeleton.ts';
import { PackedSkeleton, SpanDetail, Trace } from '../../contract/trace.ts';
import { serverSentEvents } from '../../test-support/http.ts';
import { jsonBody, ragTrace, recordSpans } from '../../test-support/sdk-spans.ts';
import { startTestViewer, type TestViewer } from '../../test-support/test-viewer.ts';

// Opening chDB on a busy machine takes its time.
jest.setTimeout(60_000);

let viewer: TestViewer;

beforeAll(async () => {
  viewer = await startTestViewer({ maxBodyBytes: 64 * 1024 * 1024 });
});

afterAll(async () => {
  await viewer[Symbol.asyncDispose]();
  expect(viewer.unexpected).toEqual([]);
});

async function ask(path: string, method = 'GET', body?: unknown): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(viewer.url + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
  return { status: answer.status, body: await answer.json() };
}

async function readSkeleton(id: string): Promise<TraceSkeleton> {
  const { body } = await ask(`/api/traces/${id}/skeleton`);
  const packed = PackedSkeleton.parse(body);
  expect(body).toEqual(packed);
  return unpackSkeleton(packed);
}

async function send(question?: string): Promise<string> {
  const spans = recordSpans((tracer) => ragTrace(tracer, question));
  await post(jsonBody(spans));
  return spans[0]?.spanContext().traceId ?? '';
}

async function post(body: Buffer<ArrayBuffer> | string): Promise<void> {
  const answer = await fetch(`${viewer.url}/v1/traces`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  expect(answer.status).toBe(200);
}

const idOf = (number: number): string => number.toString(16).padStart(16, '0');

/** Spans that each call the next, or that all have one parent, as OTLP/JSON. */
function manySpans(traceId: string, count: number, parentOf: (index: number) => number): string {
  const spans = Array.from({ length: count }, (_, index) => ({
    traceId, spanId: idOf(index + 1), ...(index === 0 ? {} : { parentSpanId: idOf(parentOf(index) + 1) }), name: `step ${index % 7}`, kind: 1,
    startTimeUnixNano: String(1_700_000_000_000_000_000 + index * 1000), endTimeUnixNano: String(1_700_000_100_000_000_000 - index * 1000),
    attributes: [{ key: 'input.value', value: { stringValue: 'x'.repeat(500) } }],
  }));
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
}

test('a skeleton has the shape and the figures of a trace, and the spans what they carry', async () => {
  const id = await send();
  const skeleton = await readSkeleton(id);
  expect({ ...skeleton, spans: [] }).toEqual({
    trace_id: id, service: 'rag-server', name: 'POST /MyRAG', start: '1700000000000000000', end: '1700000000050000000', duration_ms: 50, status: 'error', errors: 1, models: ['gpt-4o-mini'],
    prompt_tokens: 120, completion_tokens: 30, total_tokens: 150, cost: 0.0015, pinned: false, spans: [],
  });
  const [server, program, model] = skeleton.spans;
  expect(skeleton.spans.map(({ name, parent }) => [name, parent])).toEqual([['POST /MyRAG', -1], ['MyRAG.forward', 0], ['LM.__call__', 1]]);
  expect(model).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{16}$/), parent_id: program?.id, parent: 1, name: 'LM.__call__', kind: 'LLM', service: 'rag-server', start: '1700000000020000000', end: '1700000000030000000',
    duration_ms: 10, status: { code: 'error', message: 'slow down' }, orphan: false, running: false, model: 'gpt-4o-mini', tool: null,
    usage: { prompt_tokens: 120, completion_tokens: 30, total_tokens: 150, cost: 0.0015 }, cache_hit: false, has_payload: false,
  });

  const detail = SpanDetail.parse((await ask(`/api/traces/${id}/spans/${model?.id.toUpperCase()}`)).body);
  const [inTree] = Trace.parse((await ask(`/api/traces/${id}`)).body).tree[0]?.children[0]?.children ?? [];
  const { children: _children, orphan: _orphan, ...carried } = inTree ?? {};
  expect(detail).toEqual({ ...carried, resource: { service: 'rag-server', attrs: { 'service.name': 'rag-server', 'host.cpus': 8 } } });
  expect((await ask(`/api/traces/${id}/spans/${'0'.repeat(15)}1`)).body).toEqual({ detail: `There is no span 0000000000000001 in the trace ${id}.` });
  expect([server?.parent_id, server?.has_payload, program?.has_payload]).toEqual([null, false, true]);
});

test.each([
  ['20,000 spans below one', 'a', 20_000, () => 0, 1],
  ['10,000 levels', 'b', 10_000, (index: number) => index - 1, 9_999],
])('a trace of %s is read whole as a skeleton', async (_what, digit, count, parentOf, deepest) => {
  const id = digit.repeat(32);
  await post(manySpans(id, count, parentOf));
  const { spans } = await readSkeleton(id);
  const depths: number[] = [];
  for (const { parent } of spans) depths.push((depths[parent] ?? -1) + 1);
  expect([spans.length, Math.max(...depths)]).toEqual([count, deepest]);
  expect((await ask(`/api/traces/${id}`)).status).toBe(200);
});

test('a pin and what is said about a trace stay with it, and go with it', async () => {
  const id = await send();
  const other = await send();
  expect(await ask(`/api/traces/${id}/pin`, 'PUT')).toEqual({ status: 200, body: { pinned: true } });
  expect((await ask('/api/traces?q=has:pinned')).body).toMatchObject({ traces: [{ trace_id: id, pinned: true }] });

  const span = (await readSkeleton(id)).spans[2]?.id ?? '';
  const created = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect((await ask(`/api/traces/${id}/annotations/correct`, 'PUT', { score: 0.5, note: 'Paris, "yes"' })).body)
    .toEqual({ annotations: [{ name: 'correct', span_id: null, score: 0.5, label: '', note: 'Paris, "yes"', created }] });
  await ask(`/api/traces/${id}/annotations/tone`, 'PUT', { span_id: span, label: 'rude' });
  const again = (await ask(`/api/traces/${id}/annotations/correct`, 'PUT', { score: 1 })).body;
  expect(again).toEqual({ annotations: [{ name: 'correct', span_id: null, score: 1, label: '', note: '', created }, { name: 'tone', span_id: span, score: null, label: 'rude', note: '', created }] });
  expect((await ask(`/api/traces/${id}/annotations`)).body).toEqual(again);
  expect((await ask(`/api/traces/${id}/annotations/tone?span_id=${span}`, 'DELETE')).body).toMatchObject({ annotations: [{ name: 'correct' }] });
  expect(await ask(`/api/traces/${id}/annotations/empty`, 'PUT', {})).toEqual({ status: 400, body: { detail: 'The body is not valid: expected a score, a label or a note.' } });

  using abort = new DisposableAbort();
  const events = serverSentEvents(await fetch(`${viewer.url}/api/events`, { signal: abort.signal }));
  expect(await ask(`/api/traces/${id}`, 'DELETE')).toEqual({ status: 200, body: { spans: 3 } });
  expect((await events.next()).value).toMatchObject({ event: 'deleted', data: { trace_id: id } });
  expect((await ask(`/api/traces/${id}`)).status).toBe(404);
  expect((await ask(`/api/traces/${id}/annotations`)).body).toEqual({ annotations: [] });
  expect((await ask('/api/traces?q=has:pinned')).body).toMatchObject({ traces: [] });
  expect((await ask(`/api/traces/${other}`)).status).toBe(200);
  for (const [method, path] of [['DELETE', `/api/traces/${id}`], ['PUT', `/api/traces/${id}/pin`]] as const) expect((await ask(path, method)).status).toBe(404);
});

test('a trace is Markdown in which nothing of it can act', async () => {
  const id = await send('</pre> ``` # not a heading ````');
  const answer = await fetch(`${viewer.url}/api/traces/${id}/markdown`);
  const text = await answer.text();
  expect(answer.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
  const [span = ''] = /(?<=LM\.__call__ .*\[)[0-9a-f]{16}/.exec(text) ?? [];
  expect(text).toContain(`# Trace POST /MyRAG\n\n\`${id}\` · rag-server · 50 ms · 3 spans · 1 error\n\n\`\`\`\nPOST /MyRAG (server) 50 ms [`);
  expect(text).toContain('    LM.__call__ (LLM) 10 ms · 150 tokens · $0.0015 · ERROR slow down [');
  expect(text).toContain(String.raw`## LM.\_\_call\_\_ ` + `\`${span}\`\n\nInput\n\n\`\`\`\`\`\nuser:\n</pre> \`\`\` # not a heading \`\`\`\` 漢字 😀\n"quoted"\\\n\`\`\`\`\`\n\nError\n\n\`\`\`\nslow down\nRateLimitError\nslow down\n\`\`\`\n`);
  const short = await (await fetch(`${viewer.url}/api/traces/${'a'.repeat(32)}/markdown?max_chars=5000`)).text();
  expect(short.length).toBeLessThan(6_000);
  expect(short).toMatch(/… \d+ more spans\n[^]*… \d+ more spans with texts are left out\.\n$/);
});

test('two traces are laid over each other', async () => {
  const [a, b] = [await send('What is the capital of France?'), await send('What is the capital of Spain?')];
  const { body } = await ask(`/api/compare?a=${a}&b=${b}`);
  expect(Comparison.parse(body)).toEqual(body);
  const { rows, ...totals } = Comparison.parse(body);
  const usage = { prompt_tokens: 120, completion_tokens: 30, total_tokens: 150, cost: 0.0015 };
  expect(totals).toEqual({ a: { trace_id: a, name: 'POST /MyRAG', duration_ms: 50, spans: 3, errors: 1, ...usage }, b: { trace_id: b, name: 'POST /MyRAG', duration_ms: 50, spans: 3, errors: 1, ...usage } });
  expect(rows.map(({ name, depth, differences, input }) => [depth, name, differences, input])).toEqual([
    [0, 'POST /MyRAG', [], null],
    [1, 'MyRAG.forward', ['input'], { a: '{"question":"What is the capital of France?"}', b: '{"question":"What is the capital of Spain?"}' }],
    [2, 'LM.__call__', ['input'], { a: 'user:\nWhat is the capital of France? 漢字 😀\n"quoted"\\', b: 'user:\nWhat is the capital of Spain? 漢字 😀\n"quoted"\\' }],
  ]);
  expect(await ask(`/api/compare?a=${a}&b=${'0'.repeat(31)}9`)).toEqual({ status: 404, body: { detail: `There is no trace ${'0'.repeat(31)}9.` } });
});

test('figures over many traces are answered as the contract has them', async () => {
  const paths = ['operations?against_to=2020-01-01T00:00:00Z', 'series?steps=3&span_kind=LLM', 'slowest?span_kind=LLM', 'usage?by=model', 'prompts', 'time', 'operations?from=2030-01-01T00:00:00Z'];
  const answers = await Promise.all(paths.map((path) => ask(`/api/analysis/${path}`)));
  expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 200));
  expect((await ask('/api/analysis/usage?by=colour')).status).toBe(400);
});

class DisposableAbort extends AbortController implements Disposable {
  [Symbol.dispose](): void {
    this.abort();
  }
}
