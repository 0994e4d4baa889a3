import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';

import { parseQuery } from '../../contract/query/parse-query.ts';
import type { Query } from '../../contract/query/query-ast.ts';
import { STORE_OPTIONS } from '../../test-support/store-options.ts';
import { makeSpan, traceId } from '../../test-support/spans.ts';
import { temporaryFolder } from '../../test-support/test-viewer.ts';
import type { AttributeValue, Span } from '../ingest/span.ts';
import { ChdbEngine } from './chdb/chdb-engine.ts';
import { SpanStore } from './span-store.ts';
import type { ListPlace, Sort } from './trace-list.ts';

// Opening chDB on a busy machine takes its time.
jest.setTimeout(60_000);

const SECOND = 1_000_000_000n;
const T0 = 1_700_000_000n * SECOND;

function attributes(values: Record<string, AttributeValue>): Pick<Span, 'attributes'> {
  return { attributes: Object.entries(values).map(([key, value]) => ({ key, value })) };
}

/** Number 1: a question answered. 2: a call that failed. 3: a tool, still running. 4: nothing but HTTP. 5: an orphan. */
const SPANS = [
  makeSpan({
    trace: 1, id: 11, start: T0, end: T0 + 3n * SECOND, name: 'MyRAG.forward', service: 'rag', status: 'ok',
    ...attributes({ 'openinference.span.kind': 'CHAIN', 'input.value': '{"question":"How are refunds paid?"}', 'session.id': 'S1', 'user.id': '42', 'tag.tags': ['blue', 'Beta'] }),
  }),
  makeSpan({
    trace: 1, id: 12, parent: 11, start: T0 + SECOND, end: T0 + 2n * SECOND, name: 'LM.__call__', service: 'rag',
    ...attributes({
      'openinference.span.kind': 'LLM', 'llm.model_name': 'gpt-4o-mini', 'llm.provider': 'openai', 'llm.token_count.prompt': 900n, 'llm.token_count.completion': 300n,
      'llm.cost.total': 0.02, 'output.value': 'Within "ten" days\nby 日本語 card', 'http.status': 200n, 'odd key': 'x', 'llm.finish_reason': 'stop',
    }),
  }),
  makeSpan({ trace: 2, id: 21, start: T0 + 20n * SECOND, end: T0 + 21n * SECOND, name: 'Classify.forward', service: 'jobs', ...attributes({ 'openinference.span.kind': 'CHAIN' }) }),
  makeSpan({
    trace: 2, id: 22, parent: 21, start: T0 + 20n * SECOND, end: T0 + 20n * SECOND + 5_000_000n, name: 'LM.__call__', service: 'jobs', status: 'error', statusMessage: 'rate limit',
    ...attributes({ 'openinference.span.kind': 'LLM', 'llm.model_name': 'claude-haiku', 'llm.token_count.total': 50n, 'http.status': 429n }),
    events: [{ name: 'exception', time: T0, attributes: [{ key: 'exception.type', value: 'RateLimitError' }], droppedAttributes: 0 }],
  }),
  makeSpan({ trace: 3, id: 31, start: T0 + 40n * SECOND, end: 0n, name: 'search', service: 'rag', ...attributes({ 'openinference.span.kind': 'TOOL', 'tool.name': 'search', 'session.id': 's1' }) }),
  makeSpan({ trace: 4, id: 41, start: T0 + 60n * SECOND, end: T0 + 60n * SECOND + 250_000_000n, name: 'GET /50%_off', kind: 'server', service: 'web' }),
  makeSpan({ trace: 5, id: 51, parent: 99, start: T0 + 80n * SECOND, end: T0 + 81n * SECOND, name: 'worker', kind: 'consumer', service: 'web', links: [{ traceId: traceId(1), spanId: '', attributes: [], traceState: '', flags: 0, droppedAttributes: 0 }] }),
];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let store: SpanStore;

beforeAll(async () => {
  folder = await temporaryFolder();
  store = await SpanStore.open(await ChdbEngine.open({ dataDir: folder.path, memoryMiB: 1024 }), STORE_OPTIONS);
  // Everything twice: a span that is sent again counts once.
  await store.append(SPANS);
  await store.append(SPANS);
  await store.marks.setPinned(traceId(4), true);
  await store.marks.annotate(traceId(1), { spanId: null, name: 'correct', score: 0.9, label: 'Good', note: '' });
});

afterAll(async () => {
  await store.close();
  await folder[Symbol.asyncDispose]();
});

function read(source: string): Query {
  const parsed = parseQuery(source);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.query;
}

async function find(source: string, sort: Sort = 'start'): Promise<number[]> {
  const { traces } = await store.list.page({ query: read(source), sort, limit: 10 });
  return traces.map(({ id }) => Number.parseInt(id, 16));
}

test.each<[string, number[]]>([
  ['', [5, 4, 3, 2, 1]],
  ['kind:llm', [2, 1]],
  ['kind:LLM,TOOL', [3, 2, 1]],
  ['kind!=LLM', [5, 4, 3, 2, 1]],
  ['-kind:LLM', [5, 4, 3]],
  ['model:gpt-4o*', [1]],
  ['model:GPT-4O', []],
  ['provider:openai', [1]],
  ['name:"LM.__call__"', [2, 1]],
  ['name:*forward', [2, 1]],
  ['name:"GET /50%_off"', [4]],
  ['name:GET*50%*', [4]],
  ['name:"GET /50x_off"', []],
  ['name:LMx__call__', []],
  ['service:rag', [3, 1]],
  ['service!=rag', [5, 4, 2]],
  ['status:error', [2]],
  ['status:ok,error', [2, 1]],
  ['-status:ok', [5, 4, 3, 2]],
  ['message:"rate*"', [2]],
  ['tool:search', [3]],
  ['session:S1', [1]],
  ['session:S*', [1]],
  ['user:42', [1]],
  ['tag:blue', [1]],
  ['tag:beta', []],
  ['label:good', [1]],
  ['score>0.5', [1]],
  ['score<0.5', []],
  [`trace:${traceId(3)}`, [3]],
  ['trace:0000000000000000000000000000000', [5, 4, 3, 2, 1]],
  ['duration>2s', [1]],
  ['duration<10ms', [3, 2]],
  ['kind:LLM duration>=1s', [1]],
  ['kind:LLM duration>2s', []],
  ['(kind:LLM or kind:TOOL) service:rag', [3, 1]],
  ['tokens>1000', [1]],
  ['tokens:50', [2]],
  ['tokens.prompt:900 tokens.completion<=300', [1]],
  ['cost>0.01', [1]],
  ['cost<1', [1]],
  ['tokens>90071992547409930', []],
  ['cost<1e308', [1]],
  ['trace.duration>=3s', [1]],
  ['trace.tokens<100', [2]],
  ['trace.cost>=0.02', [1]],
  ['trace.spans:1', [5, 4, 3]],
  ['trace.errors>0', [2]],
  ['has:error', [2]],
  ['has:model', [2, 1]],
  ['has:cost', [1]],
  ['has:input', [1]],
  ['has:events', [2]],
  ['has:links', [5]],
  ['has:session', [3, 1]],
  ['is:root name:worker', []],
  ['is:running', [3]],
  ['has:pinned', [4]],
  ['has:annotation', [1]],
  ['has:truncated', []],
  ['attr.http.status=429', [2]],
  ['attr.http.status>=200', [2, 1]],
  ['attr.http.status<300 kind:LLM', [1]],
  ['attr.user.id=42', [1]],
  ['attr.user.id!=41', [1]],
  ['attr."odd key":x', [1]],
  ['attr.http.status:*', [2, 1]],
  ['attr.nothing:*', []],
  ['resource.service.name:jobs', [2]],
  ['refunds', [1]],
  ['REFUNDS', [1]],
  ['refund', []],
  ['refund*', [1]],
  ['"how are refunds"', [1]],
  ['"refunds are how"', []],
  [String.raw`"within \"ten\" days"`, [1]],
  ['"days by"', [1]],
  ['本語', [1]],
  ['RateLimitError', [2]],
  ['rate', [2]],
  ['refunds gpt-4o-mini', [1]],
  ['refunds or rate', [2, 1]],
  ['not (refunds or rate)', [5, 4, 3]],
  [String.raw`"x') OR 1=1 --"`, []],
  ['"{v0:String}"', []],
  ['???', []],
])('%p finds %p', async (source, traces) => {
  expect(await find(source)).toEqual(traces);
});

test.each<[Sort, number[]]>([
  ['start', [5, 4, 3, 2, 1]],
  ['duration', [1, 2, 5, 4, 3]],
  ['tokens', [1, 2, 3, 4, 5]],
  ['cost', [1, 2, 3, 4, 5]],
  ['spans', [1, 2, 3, 4, 5]],
  ['errors', [2, 1, 3, 4, 5]],
])('sorted by %s, pages of two show every trace once', async (sort, expected) => {
  const found: number[] = [];
  let after: ListPlace | undefined;
  do {
    const page = await store.list.page({ query: { type: 'all' }, sort, limit: 2, after });
    found.push(...page.traces.map(({ id }) => Number.parseInt(id, 16)));
    after = page.next;
  } while (after !== undefined);
  expect(found).toEqual(expected);
});

test('a time range holds the traces that start in it', async () => {
  const { traces } = await store.list.page({ query: { type: 'all' }, sort: 'start', limit: 10, from: T0 + 20n * SECOND, until: T0 + 60n * SECOND });
  expect(traces.map(({ id }) => Number.parseInt(id, 16))).toEqual([3, 2]);
});

test('counts traces and failures over time', async () => {
  const counted = { from: T0, stepNs: 30n * SECOND };
  expect(await store.list.histogram({ query: { type: 'all' }, from: T0, until: T0 + 90n * SECOND, steps: 3 })).toEqual({
    ...counted,
    steps: [{ start: T0, traces: 2, errors: 1 }, { start: T0 + 30n * SECOND, traces: 1, errors: 0 }, { start: T0 + 60n * SECOND, traces: 2, errors: 0 }],
  });
  expect(await store.list.histogram({ query: read('kind:TOOL'), from: T0, until: T0 + 90n * SECOND, steps: 3 })).toEqual({ ...counted, steps: [{ start: T0 + 30n * SECOND, traces: 1, errors: 0 }] });
  expect(await store.list.timeRange()).toEqual({ from: T0, until: T0 + 80n * SECOND + 1n });
});

test('names what there is, most often first', async () => {
  expect(await store.names.common()).toMatchObject({ kind: expect.arrayContaining(['LLM', 'CHAIN', 'TOOL', 'server', 'consumer']), model: expect.arrayContaining(['gpt-4o-mini', 'claude-haiku']), tag: expect.arrayContaining(['blue', 'Beta']) });
});

test('a page is what it would have been however many spans it takes to find it, and arrivals do not move the next one', async () => {
  await using other = await temporaryFolder();
  await using stack = new AsyncDisposableStack();
  const many = await SpanStore.open(await ChdbEngine.open({ dataDir: other.path, memoryMiB: 1024 }), STORE_OPTIONS);
  stack.defer(() => many.close());
  // 900 traces of ten spans, one a second; each lasts a minute. A tenth of them begins with an orphan, so that no root says where it starts.
  const spans = Array.from({ length: 9_000 }, (_, index) => {
    const [trace, step] = [Math.floor(index / 10) + 1, index % 10];
    const start = T0 + BigInt(trace) * SECOND + BigInt(step) * 6n * SECOND;
    return makeSpan({ trace, id: index + 1, start, end: start + SECOND, name: trace % 100 === 0 ? 'rare' : 'common', ...(step === 0 && trace % 10 !== 0 ? {} : { parent: trace % 10 === 0 ? 99_999 : index - step + 1 }) });
  });
  await many.append(spans);
  const ids = async (query: Query, after?: ListPlace) => many.list.page({ query, sort: 'start', limit: 5, after });

  const first = await ids(read('name:rare'));
  expect(first.traces.map(({ id, spans: count }) => [Number.parseInt(id, 16), count])).toEqual([[900, 10], [800, 10], [700, 10], [600, 10], [500, 10]]);
  await many.append([makeSpan({ trace: 5_000, id: 1, start: T0 + 5_000n * SECOND, name: 'rare' })]);
  const second = await ids(read('name:rare'), first.next);
  expect(second.traces.map(({ id, spans: count }) => [Number.parseInt(id, 16), count])).toEqual([[400, 10], [300, 10], [200, 10], [100, 10]]);

  const everything: number[] = [];
  for (let after: ListPlace | undefined, more = true; more;) {
    const page = await many.list.page({ query: { type: 'all' }, sort: 'start', limit: 97, after });
    everything.push(...page.traces.map(({ id }) => Number.parseInt(id, 16)));
    after = page.next;
    more = after !== undefined;
  }
  expect(everything).toEqual([5_000, ...Array.from({ length: 900 }, (_, index) => 900 - index)]);
});

test('a trace that begins before a time, or lasts beyond it, does not change what is found in it', async () => {
  await using other = await temporaryFolder();
  await using stack = new AsyncDisposableStack();
  const some = await SpanStore.open(await ChdbEngine.open({ dataDir: other.path, memoryMiB: 1024 }), STORE_OPTIONS);
  stack.defer(() => some.close());
  const [longBefore, from, longAfter] = [T0 - 100n * SECOND, T0, T0 + 7_200n * SECOND];
  await some.append([
    ...[1, 2, 3].flatMap((trace) => [
      makeSpan({ trace, id: trace * 10, start: longBefore, end: from + 100n * SECOND }),
      makeSpan({ trace, id: trace * 10 + 1, parent: trace * 10, start: from + 50n * SECOND, end: from + 60n * SECOND }),
    ]),
    makeSpan({ trace: 4, id: 40, start: from + 5n * SECOND, end: longAfter + SECOND }),
    makeSpan({ trace: 4, id: 41, parent: 40, start: longAfter, end: longAfter + SECOND, status: 'error' }),
    // Its clock is behind that of its parent.
    makeSpan({ trace: 5, id: 50, parent: 51, start: from - SECOND, end: from }),
    makeSpan({ trace: 5, id: 51, start: from + 6n * SECOND, end: from + 7n * SECOND }),
    // No root has arrived.
    makeSpan({ trace: 6, id: 60, parent: 99, start: from + 7n * SECOND, end: from + 8n * SECOND }),
  ]);
  const time = { query: { type: 'all' }, from, until: from + 60n * SECOND } as const;
  const rows = async (sort: Sort, limit: number, after?: ListPlace) => {
    const { traces, next } = await some.list.page({ ...time, sort, limit, after });
    return { traces: traces.map(({ id, spans, errors }) => [Number.parseInt(id, 16), spans, errors]), next };
  };

  const first = await rows('start', 1);
  const second = await rows('start', 1, first.next);
  const third = await rows('start', 1, second.next);
  expect([first, second, third].flatMap(({ traces }) => traces)).toEqual([[6, 1, 0], [5, 2, 0], [4, 2, 1]]);
  expect(third.next).toBeUndefined();
  expect((await rows('tokens', 10)).traces).toEqual([[4, 2, 1], [5, 2, 0], [6, 1, 0]]);
  expect((await some.list.histogram({ ...time, steps: 1 })).steps).toMatchObject([{ start: from, traces: 3 }]);
});
