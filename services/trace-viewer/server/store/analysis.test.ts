import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';

import { STORE_OPTIONS } from '../../test-support/store-options.ts';
import { makeSpan, spanId, traceId } from '../../test-support/spans.ts';
import { temporaryFolder } from '../../test-support/test-viewer.ts';
import type { AttributeValue, Span } from '../ingest/span.ts';
import { whereTimeGoes } from '../transforms/where-time-goes.ts';
import type { SpanSelection } from './analysis.ts';
import { ChdbEngine } from './chdb/chdb-engine.ts';
import { SpanStore } from './span-store.ts';

// Opening chDB on a busy machine takes its time.
jest.setTimeout(60_000);

const MS = 1_000_000n;
const T0 = 1_700_000_000_000n * MS;


let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let store: SpanStore;

function attributes(values: Record<string, AttributeValue>): Span['attributes'] {
  return Object.entries(values).map(([key, value]) => ({ key, value }));
}

/** A program that searches for 10 ms and asks a model for `lm` ms; 100 ms in all. Twenty seconds later than the one before. */
function program(number: number, lm: bigint, more: Record<string, AttributeValue>, status: Span['status'] = 'ok'): Span[] {
  const start = T0 + BigInt(number) * 20_000n * MS;
  const id = number * 10;
  return [
    makeSpan({ trace: number, id, start, end: start + 100n * MS, name: 'Ask.forward', attributes: attributes({ 'openinference.span.kind': 'CHAIN', 'session.id': `session ${number % 2}` }) }),
    makeSpan({ trace: number, id: id + 1, parent: id, start: start + 5n * MS, end: start + 15n * MS, name: 'search', attributes: attributes({ 'openinference.span.kind': 'RETRIEVER', 'input.value': `query ${number}` }) }),
    makeSpan({
      trace: number, id: id + 2, parent: id, start: start + 20n * MS, end: start + (20n + lm) * MS, name: 'LM.__call__', status,
      attributes: attributes({ 'openinference.span.kind': 'LLM', 'llm.prompt_template.template': 'Answer {question}', ...more }),
    }),
    makeSpan({ trace: number, id: id + 3, parent: id + 2, start: start + 25n * MS, end: start + (10n + lm) * MS, name: 'OpenAI API call', kind: 'client' }),
  ];
}

const SPANS = [
  ...program(1, 60n, { 'llm.model_name': 'small', 'llm.token_count.prompt': 100n, 'llm.token_count.completion': 10n, 'llm.cost.total': 0.5, 'llm.token_count.prompt_details.cache_read': 40n }),
  ...program(2, 40n, { 'llm.model_name': 'small', 'llm.token_count.prompt': 200n, 'llm.token_count.completion': 20n }),
  ...program(3, 20n, { 'llm.model_name': 'large', 'llm.token_count.prompt': 300n, 'llm.cost.total': 2, 'llm.finish_reason': 'length' }, 'error'),
];

const ALL: SpanSelection = { query: { type: 'all' }, from: T0, until: T0 + 1_000_000n * MS };

beforeAll(async () => {
  folder = await temporaryFolder();
  store = await SpanStore.open(await ChdbEngine.open({ dataDir: folder.path, memoryMiB: 1024 }), STORE_OPTIONS);
  // Everything twice: a span that is sent again counts once.
  await store.append(SPANS);
  await store.append(SPANS);
});

afterAll(async () => {
  await store.close();
  await folder[Symbol.asyncDispose]();
});

const NOTHING = { promptTokens: null, completionTokens: null, totalTokens: null, cost: null };

test('figures per operation, the one that took most time first', async () => {
  expect(await store.analysis.operations(ALL, 10)).toEqual([
    { name: 'Ask.forward', kind: 'CHAIN', count: 3, errors: 0, p50Ns: 1e8, p95Ns: 1e8, p99Ns: 1e8, totalNs: 3e8, usage: NOTHING },
    { name: 'LM.__call__', kind: 'LLM', count: 3, errors: 1, p50Ns: 4e7, p95Ns: 5.8e7, p99Ns: 5.96e7, totalNs: 1.2e8, usage: { promptTokens: 600, completionTokens: 30, totalTokens: 630, cost: 2.5 } },
    { name: 'OpenAI API call', kind: 'client', count: 3, errors: 0, p50Ns: 2.5e7, p95Ns: 4.3e7, p99Ns: 4.46e7, totalNs: 7.5e7, usage: NOTHING },
    { name: 'search', kind: 'RETRIEVER', count: 3, errors: 0, p50Ns: 1e7, p95Ns: 1e7, p99Ns: 1e7, totalNs: 3e7, usage: NOTHING },
  ]);
});

async function names(selection: Partial<SpanSelection>): Promise<string[]> {
  return (await store.analysis.operations({ ...ALL, ...selection }, 10)).map(({ name, count }) => `${name} ${count}`);
}

test('figures of a part: a time, a kind, the traces of a query', async () => {
  expect(await names({ kind: 'LLM' })).toEqual(['LM.__call__ 3']);
  expect(await names({ name: 'search', until: T0 + 50_000n * MS })).toEqual(['search 2']);
  expect(await names({ query: { type: 'names', field: 'status', patterns: ['error'], negated: false }, kind: 'CHAIN' })).toEqual(['Ask.forward 1']);
  expect(await names({ version: '2' })).toEqual([]);
});

test('figures over time', async () => {
  const { stepNs, steps } = await store.analysis.series({ ...ALL, until: T0 + 80_000n * MS, kind: 'LLM' }, 4);
  expect(stepNs).toBe(20_000n * MS + 1n);
  expect(steps.map(({ start, count, errors, p50Ns, usage }) => [start - T0, count, errors, p50Ns, usage.cost])).toEqual([
    [stepNs, 1, 0, 6e7, 0.5], [2n * stepNs, 1, 0, 4e7, null], [3n * stepNs, 1, 1, 2e7, 2],
  ]);
});

test('the slowest spans of a kind', async () => {
  const slowest = await store.analysis.slowest({ ...ALL, kind: 'LLM' }, 2);
  expect(slowest).toEqual([
    { traceId: traceId(1), spanId: spanId(12), name: 'LM.__call__', kind: 'LLM', service: 'demo', model: 'small', start: T0 + 20_020n * MS, durationNs: 6e7, status: 'ok', input: '', usage: { promptTokens: 100, completionTokens: 10, totalTokens: 110, cost: 0.5 } },
    { traceId: traceId(2), spanId: spanId(22), name: 'LM.__call__', kind: 'LLM', service: 'demo', model: 'small', start: T0 + 40_020n * MS, durationNs: 4e7, status: 'ok', input: '', usage: { promptTokens: 200, completionTokens: 20, totalTokens: 220, cost: null } },
  ]);
});

const SMALL = { calls: 2, errors: 0, cacheHits: 0, callsWithoutCost: 1, usage: { promptTokens: 300, completionTokens: 30, totalTokens: 330, cost: 0.5 }, cacheReadTokens: 40, cacheWriteTokens: null, reasoningTokens: null };
const LARGE = { calls: 1, errors: 1, cacheHits: 0, callsWithoutCost: 0, usage: { promptTokens: 300, completionTokens: null, totalTokens: 300, cost: 2 }, cacheReadTokens: null, cacheWriteTokens: null, reasoningTokens: null };
const BOTH = { calls: 3, errors: 1, cacheHits: 0, callsWithoutCost: 1, usage: { promptTokens: 600, completionTokens: 30, totalTokens: 630, cost: 2.5 }, cacheReadTokens: 40, cacheWriteTokens: null, reasoningTokens: null };

test('what calls used, a cost that nobody told left unknown', async () => {
  expect(await store.analysis.usage(ALL, 'model', 10)).toEqual([{ key: 'large', ...LARGE }, { key: 'small', ...SMALL }]);
  expect(await store.analysis.usage(ALL, 'day', 10)).toEqual([{ key: '2023-11-14', ...BOTH }]);
  expect(await store.analysis.usage(ALL, 'service', 10)).toEqual([{ key: 'demo', ...BOTH }]);
  expect(await store.analysis.usage(ALL, 'program', 10)).toEqual([{ key: 'Ask.forward', ...BOTH }]);
  expect((await store.analysis.usage(ALL, 'session', 10)).map(({ key, calls, usage }) => [key, calls, usage.cost])).toEqual([['session 1', 2, 2.5], ['session 0', 1, null]]);
  expect((await store.analysis.usage(ALL, 'user', 10)).map(({ key }) => key)).toEqual(['']);
  expect((await store.analysis.usage(ALL, 'version', 10)).map(({ key }) => key)).toEqual(['']);
});

test('prompts apart from their data', async () => {
  expect(await store.analysis.prompts(ALL, 10)).toEqual([{
    key: expect.stringMatching(/^\d+$/), models: ['large', 'small'], firstUsed: T0 + 20_020n * MS, lastUsed: T0 + 60_020n * MS, cutOff: 1, unreadable: 0, program: 'Ask.forward', caller: 'Ask.forward', traceId: traceId(3), spanId: spanId(32), count: 3, errors: 1,
    p50Ns: 4e7, p95Ns: 5.8e7, p99Ns: 5.96e7, totalNs: 1.2e8, usage: { promptTokens: 600, completionTokens: 30, totalTokens: 630, cost: 2.5 },
  }]);
});

test('an answer that could not be read counts for the prompt that was asked last before', async () => {
  const start = T0 + 2_000_000n * MS;
  const llm = (id: number, parent: number, at: bigint, template: string) => makeSpan({
    trace: 90, id, parent, name: 'LM.__call__', start: start + at * MS, end: start + (at + 10n) * MS,
    attributes: attributes({ 'openinference.span.kind': 'LLM', 'llm.prompt_template.template': template, 'input.value': `in ${id}`, 'output.value': `out ${id}` }),
  });
  const failure = (at: bigint) => ({ name: 'dspy.parse_failure', time: start + at * MS, attributes: [], droppedAttributes: 0 });
  await store.append([
    makeSpan({ trace: 90, id: 900, name: 'Retry.forward', start, end: start + 100n * MS, attributes: attributes({ 'openinference.span.kind': 'CHAIN' }) }),
    makeSpan({ trace: 90, id: 901, parent: 900, name: 'Predict.forward', start, end: start + 100n * MS, events: [{ ...failure(5n), name: 'dspy.retry' }, failure(21n), failure(41n)], attributes: attributes({ 'openinference.span.kind': 'CHAIN' }) }),
    llm(902, 901, 10n, 'as chat'), llm(903, 901, 30n, 'as chat'), llm(904, 901, 50n, 'as JSON'),
  ]);
  const selection: SpanSelection = { query: { type: 'all' }, from: start, until: start + 1_000n * MS };
  const prompts = await store.analysis.prompts(selection, 10);
  expect(prompts.map(({ count, unreadable, program: around, caller, spanId: last }) => [count, unreadable, around, caller, last])).toEqual([
    [2, 2, 'Retry.forward', 'Predict.forward', spanId(903)], [1, 0, 'Retry.forward', 'Predict.forward', spanId(904)],
  ]);
  const calls = await store.analysis.promptCalls(selection, prompts[0]?.key ?? '', 10);
  expect(calls.map(({ spanId: id, input, output, durationNs }) => [id, input, output, durationNs])).toEqual([[spanId(903), 'in 903', 'out 903', 1e7], [spanId(902), 'in 902', 'out 902', 1e7]]);
});

test('where time goes, from the shapes of traces', async () => {
  const { oneOf, spans } = await store.analysis.sample(ALL);
  expect([oneOf, spans.length]).toEqual([1, 12]);
  expect(whereTimeGoes(spans)).toEqual({
    traces: 3,
    programs: [{ program: 'Ask.forward', traces: 3, duration: 3e8, lm: 1.2e8, retrieval: 3e7, tool: 0, own: 1.5e8 }],
    operations: [
      { name: 'Ask.forward', kind: 'CHAIN', count: 3, self: 1.5e8, critical: 1.5e8 },
      { name: 'OpenAI API call', kind: 'client', count: 3, self: 7.5e7, critical: 7.5e7 },
      { name: 'LM.__call__', kind: 'LLM', count: 3, self: 4.5e7, critical: 4.5e7 },
      { name: 'search', kind: 'RETRIEVER', count: 3, self: 3e7, critical: 3e7 },
    ],
  });
});
