import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';

import type { Query } from '../../contract/query/query-ast.ts';
import { STORE_OPTIONS } from '../../test-support/store-options.ts';
import { makeSpan, spanId, traceId } from '../../test-support/spans.ts';
import { temporaryFolder } from '../../test-support/test-viewer.ts';
import type { KeyValue, Span } from '../ingest/span.ts';
import { ChdbEngine } from './chdb/chdb-engine.ts';
import { SpanStore } from './span-store.ts';
import type { TraceHead } from './trace-head.ts';
import type { ListOptions } from './trace-list.ts';

const OPTIONS = { ...STORE_OPTIONS, maxValueBytes: 100 };

// Opening chDB on a busy machine takes its time.
jest.setTimeout(30_000);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let engine: ChdbEngine;
let store: SpanStore;

async function open(): Promise<SpanStore> {
  engine = await ChdbEngine.open({ dataDir: folder.path, memoryMiB: 1024 });
  return SpanStore.open(engine, OPTIONS);
}

beforeAll(async () => {
  folder = await temporaryFolder();
  store = await open();
});

async function list(options: Partial<ListOptions> = {}): Promise<TraceHead[]> {
  return (await store.list.page({ query: { type: 'all' }, sort: 'start', limit: 10, ...options })).traces;
}

function byService(service: string): Query {
  return { type: 'names', field: 'service', patterns: [service], negated: false, literal: true };
}

beforeEach(async () => {
  await store.reset();
});

afterAll(async () => {
  await store.close();
  await folder[Symbol.asyncDispose]();
});

test('gives back a span with everything that was sent', async () => {
  await store.append([makeSpan({
    id: 7, parent: 3, name: 'LM "x"\t\n漢', kind: 'client', start: 18_446_744_073_709_551_000n, end: 18_446_744_073_709_551_615n, status: 'error', statusMessage: 'boom',
    attributes: [
      { key: 'openinference.span.kind', value: 'LLM' }, { key: 'llm.model_name', value: 'gpt' }, { key: 'llm.token_count.prompt', value: 5n },
      { key: 'llm.cost.total', value: 0.125 }, { key: 'big', value: 2n ** 63n - 1n }, { key: 'text', value: "O'Reilly \\ 😀 \0 end" },
    ],
    events: [{ name: 'e', time: 9n, attributes: [{ key: 'k', value: true }], droppedAttributes: 2 }],
    links: [{ traceId: traceId(9), spanId: spanId(9), attributes: [], traceState: '', flags: 1, droppedAttributes: 0 }],
    traceState: 'a=b', flags: 257, dropped: { attributes: 1, events: 0, links: 0 },
  })]);
  expect(await store.trace(traceId(1))).toEqual([{
    id: spanId(7), parentId: spanId(3), name: 'LM "x"\t\n漢', kind: 'LLM', otelKind: 'client', service: 'demo', start: 18_446_744_073_709_551_000n,
    end: 18_446_744_073_709_551_615n, status: 'error', statusMessage: 'boom', model: 'gpt',
    usage: { promptTokens: 5, completionTokens: null, totalTokens: 5, cost: 0.125 }, ownUsage: true,
    attributes: {
      'openinference.span.kind': 'LLM', 'llm.model_name': 'gpt', 'llm.token_count.prompt': 5, 'llm.cost.total': 0.125, 'big': '9223372036854775807',
      'text': "O'Reilly \\ 😀 \0 end",
    },
    events: [{ name: 'e', time: '9', attributes: { k: true }, dropped: 2 }],
    links: [{ trace_id: traceId(9), span_id: spanId(9), attributes: {}, flags: 1 }],
    resource: '{"attributes":{"service.name":"demo"}}', scope: { name: 'scope', version: '1', attributes: {} }, truncated: [],
  }]);
});

test('keeps what a span tells in columns of its own', async () => {
  await store.append([makeSpan({
    resource: { attributes: [{ key: 'service.name', value: 'demo' }, { key: 'service.version', value: '1.2' }], droppedAttributes: 0, schemaUrl: '' },
    attributes: [
      { key: 'openinference.span.kind', value: 'LLM' }, { key: 'llm.token_count.prompt', value: 12n }, { key: 'llm.token_count.prompt_details.cache_read', value: 8n },
      { key: 'llm.token_count.completion_details.reasoning', value: 2n }, { key: 'session.id', value: 's' }, { key: 'user.id', value: 'u' },
      { key: 'tag.tags', value: ['a', 'b'] }, { key: 'dspy.cache_hit', value: true }, { key: 'llm.finish_reason', value: 'stop' },
      { key: 'tool.name', value: 'search' }, { key: 'llm.prompt_template.template', value: 'Answer {question}' },
    ],
  })]);
  await store.settled();
  expect(await engine.query(`SELECT prompt_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, session_id, user_id, tags, program_version, cache_hit,
    finish_reason, tool_name, prompt_key = reinterpretAsUInt64(reverse(substring(SHA1('Answer {question}'), 1, 8))) AS known_prompt, running FROM spans`)).toEqual([{
    prompt_tokens: '12', cache_read_tokens: '8', cache_write_tokens: null, reasoning_tokens: '2', session_id: 's', user_id: 'u', tags: ['a', 'b'],
    program_version: '1.2', cache_hit: true, finish_reason: 'stop', tool_name: 'search', known_prompt: 1, running: false,
  }]);
});

test.each([
  ['a word of a prompt', 'QUESTION'], ['a word after a line break', 'second'], ['a word of an event', 'overloaded'], ['a word of JSON inside JSON', 'nested'],
  ['two words in any order', 'second question'], ['an accented word', 'ÉTÉ'], ['a part of a tool\'s name', 'weather'],
])('finds a span by %s', async (_what, text) => {
  await store.append([
    makeSpan({
      attributes: [{ key: 'llm.input_messages.0.message.content', value: 'A question\nsecond line, été' }, { key: 'input.value', value: '{"a":"x\\nnested"}' }, { key: 'tool.name', value: 'get_weather' }],
      events: [{ name: 'exception', time: 1n, attributes: [{ key: 'exception.message', value: 'overloaded' }], droppedAttributes: 0 }],
    }),
    makeSpan({ trace: 2, attributes: [{ key: 'input.value', value: 'something else' }] }),
  ]);
  await store.settled();
  const find = 'SELECT lower(hex(trace_id)) AS trace FROM spans WHERE hasAllTokens(search_text, tokens(lowerUTF8({text:String})))';
  expect(await engine.query(find, { text })).toEqual([{ trace: traceId(1) }]);
  await engine.command('OPTIMIZE TABLE spans FINAL');
  expect(await engine.query(find, { text })).toEqual([{ trace: traceId(1) }]);
});

test('marks what was cut', async () => {
  await store.append([makeSpan({ attributes: [{ key: 'long', value: 'x'.repeat(101) }] })]);
  expect(await store.trace(traceId(1))).toMatchObject([{ attributes: { long: 'x'.repeat(100) }, truncated: ['long'] }]);
});

test('a span sent again is one span, as it was sent last', async () => {
  await store.append([makeSpan({ name: 'first' }), makeSpan({ id: 2, parent: 1 })]);
  await store.append([makeSpan({ name: 'again' }), makeSpan({ id: 2, parent: 1 })]);
  await store.append([makeSpan({ name: 'again' })]);

  const spans = await store.trace(traceId(1));
  expect(spans).toHaveLength(2);
  expect(Object.fromEntries(spans.map(({ id, name }) => [id, name]))).toEqual({ [spanId(1)]: 'again', [spanId(2)]: 'span 2' });
  expect(await store.stats()).toEqual({ traces: 1, services: ['demo'], spans: 2 });
  expect(await list()).toMatchObject([{ name: 'again', spans: 2 }]);
});

test('the end of a span replaces its running form, also when that comes late', async () => {
  await store.append([makeSpan({ end: 0n })]);
  await store.append([makeSpan({ end: 1_700_000_000_005_000_000n })]);
  await store.append([makeSpan({ end: 0n })]);
  expect(await store.trace(traceId(1))).toMatchObject([{ end: 1_700_000_000_005_000_000n }]);
});

function mark(): Span {
  return makeSpan({ end: 1_700_000_000_009_000_000n, attributes: [{ key: 'dspy.live', value: true }] });
}

test('a mark of a running span is one whatever end it has, and never beats the end', async () => {
  await store.append([mark()]);
  expect(await store.trace(traceId(1))).toMatchObject([{ end: 0n }]);
  await store.append([makeSpan({ end: 1_700_000_000_005_000_000n })]);
  await store.append([mark()]);
  expect(await store.trace(traceId(1))).toMatchObject([{ end: 1_700_000_000_005_000_000n, attributes: {} }]);
});

function llmUsage(tokens: bigint): KeyValue[] {
  return [{ key: 'openinference.span.kind', value: 'LLM' }, { key: 'llm.token_count.total', value: tokens }, { key: 'llm.model_name', value: `m${tokens}` }];
}

test('lists the newest traces first, each with figures of all its spans', async () => {
  await store.append([
    makeSpan({ trace: 1, id: 1, start: 100n, end: 500n, name: 'POST /Q', kind: 'server', status: 'ok' }),
    makeSpan({
      trace: 1, id: 2, parent: 1, start: 110n, end: 900n, service: 'worker',
      attributes: [{ key: 'openinference.span.kind', value: 'CHAIN' }, { key: 'input.value', value: 'ask' }, { key: 'output.value', value: 'told' }, { key: 'llm.token_count.total', value: 99n }],
    }),
    makeSpan({ trace: 1, id: 3, parent: 2, start: 120n, end: 130n, status: 'error', attributes: [...llmUsage(5n), { key: 'input.value', value: 'later' }] }),
    makeSpan({ trace: 1, id: 4, parent: 2, start: 125n, end: 130n, attributes: llmUsage(7n) }),
    makeSpan({ trace: 2, id: 5, parent: 99, start: 200n, end: 0n, service: 'other' }),
  ]);
  expect(await list()).toEqual([
    {
      id: traceId(2), name: 'span 5', kind: 'internal', service: 'other', hasRoot: false, input: '', output: '', start: 200n, end: 200n, spans: 1, errors: 0,
      status: 'unset', models: [], running: true, pinned: false, session: '', user: '', version: '', tags: [], lmNs: 0n, usage: { promptTokens: null, completionTokens: null, totalTokens: null, cost: null },
    },
    {
      id: traceId(1), name: 'POST /Q', kind: 'server', service: 'demo', hasRoot: true, input: 'ask', output: 'told', start: 100n, end: 900n, spans: 4, errors: 1,
      status: 'error', models: ['m5', 'm7'], running: false, pinned: false, session: '', user: '', version: '', tags: [], lmNs: 15n, usage: { promptTokens: null, completionTokens: null, totalTokens: 12, cost: null },
    },
  ]);
  expect((await list({ limit: 1 })).map(({ id }) => id)).toEqual([traceId(2)]);
  expect((await list({ query: byService('worker') })).map(({ id }) => id)).toEqual([traceId(1)]);
});

function told(text: string): KeyValue[] {
  return [{ key: 'input.value', value: `ask ${text}` }, { key: 'output.value', value: `told ${text}` }];
}

/** A program and its step that start at once. Their ids run against the order of the calls, so that only the ends tell who called whom. */
function programAndStep(parent: number, ends: { program: bigint; step: bigint }): Span[] {
  const start = 100n;
  return [
    makeSpan({ id: 2, parent, start, end: ends.program, name: 'Program', attributes: told('program') }),
    makeSpan({ id: 1, parent: 2, start, end: ends.step, name: 'Step', attributes: told('step') }),
  ];
}

test.each([
  ['the one that ends last', { program: 800n, step: 700n }],
  ['the one that still runs', { program: 0n, step: 700n }],
])('of spans that start at once, %s has the input and output of the trace', async (_which, ends) => {
  await store.append([makeSpan({ id: 3, start: 100n, end: 900n, name: 'POST /Q' }), ...programAndStep(3, ends)]);
  expect(await list({ limit: 1 })).toMatchObject([{ name: 'POST /Q', input: 'ask program', output: 'told program' }]);
});

test('while there is no root, a trace is named after the span that starts first and ends last', async () => {
  await store.append(programAndStep(99, { program: 800n, step: 700n }));
  expect(await list({ limit: 1 })).toMatchObject([{ name: 'Program', hasRoot: false, output: 'told program' }]);
});

test.each(["demo' OR 1=1 --", '{limit:UInt32}', '\\', "'; DROP TABLE spans; --"])('takes the service %p as a name and nothing else', async (service) => {
  await store.append([makeSpan({ trace: 1 }), makeSpan({ trace: 2, service })]);
  expect((await list({ query: byService(service) })).map(({ id, service: found }) => [id, found])).toEqual([[traceId(2), service]]);
});

test('knows nothing of a trace that never came', async () => {
  expect(await store.trace(traceId(404))).toEqual([]);
});

test('reset deletes everything and says how much that was', async () => {
  await store.append([makeSpan({ trace: 1 }), makeSpan({ trace: 1, id: 2 }), makeSpan({ trace: 2 })]);
  expect(await store.reset()).toBe(2);
  expect(await store.stats()).toEqual({ traces: 0, services: [], spans: 0 });
});

test('many appends at once all arrive', async () => {
  await Promise.all(Array.from({ length: 200 }, (_, index) => store.append([makeSpan({ trace: index + 1 })])));
  expect(await store.stats()).toEqual({ traces: 200, services: ['demo'], spans: 200 });
});

test('a closed store keeps its spans for the next one', async () => {
  await store.append([makeSpan({ trace: 5 })]);
  await store.close();
  store = await open();
  expect(await store.trace(traceId(5))).toHaveLength(1);
  expect(await store.stats()).toEqual({ traces: 1, services: ['demo'], spans: 1 });
});
