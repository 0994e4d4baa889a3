import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

import { jsonBody, ragTrace, recordSpans } from '../../test-support/sdk-spans.ts';
import { startTestViewer, type TestViewer } from '../../test-support/test-viewer.ts';

// Opening chDB on a busy machine takes its time.
jest.setTimeout(60_000);

const TOKEN = 'correct-horse-battery';

let viewer: TestViewer;
let client: Client;
let ids: readonly string[];

beforeAll(async () => {
  viewer = await startTestViewer({ token: TOKEN });
  ids = await Promise.all(['What is the capital of France?', 'What is the capital of Spain?'].map((question) => send(question)));
  client = await connect({ authorization: `Bearer ${TOKEN}` });
});

afterAll(async () => {
  await client.close();
  await viewer[Symbol.asyncDispose]();
  expect(viewer.unexpected).toEqual([]);
});

async function send(question: string): Promise<string> {
  const spans = recordSpans((tracer) => ragTrace(tracer, question));
  const answer = await fetch(`${viewer.url}/v1/traces`, { method: 'POST', body: jsonBody(spans), headers: { 'content-type': 'application/json', 'authorization': `Bearer ${TOKEN}` } });
  expect(answer.status).toBe(200);
  return spans[0]?.spanContext().traceId ?? '';
}

async function connect(headers: Record<string, string>): Promise<Client> {
  const made = new Client({ name: 'test', version: '1.0.0' });
  await made.connect(new StreamableHTTPClientTransport(new URL(`${viewer.url}/mcp`), { requestInit: { headers } }));
  return made;
}

async function call(name: string, values: Record<string, unknown> = {}): Promise<{ text: string; failed: boolean }> {
  const { content, isError } = await client.callTool({ name, arguments: values });
  const [first] = content;
  return { text: first?.type === 'text' ? first.text : '', failed: isError === true };
}

test('an agent finds tools that only read', async () => {
  const { tools } = await client.listTools();
  expect(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint])).toEqual([['search_traces', true], ['read_trace', true], ['analyze', true], ['compare_traces', true]]);
});

test('needs the token', async () => {
  await expect(connect({})).rejects.toThrow();
});

test('searches traces', async () => {
  const { text } = await call('search_traces', { query: 'Spain status:error' });
  expect(text).toBe(`${ids[1]} | 2023-11-14T22:13:20.000Z | POST /MyRAG (rag-server) | error | 50 ms | 3 spans | 1 errors | 150 tokens | $0.0015 | in: {"question":"What is the capital of Spain?"} | out: { "answer": "Paris" }`);
  expect((await call('search_traces', { limit: 1 })).text.split('\n')).toHaveLength(2);
  expect(await call('search_traces', { query: 'nowhere' })).toEqual({ text: 'No trace is found.', failed: false });
  expect(await call('search_traces', { query: 'colour:red' })).toEqual({ text: expect.stringContaining('At character 1: expected a field (kind, '), failed: true });
});

test('reads a trace in as many characters as asked for', async () => {
  const whole = await call('read_trace', { trace_id: ids[0] });
  expect(whole.text).toContain('What is the capital of France? 漢字 😀');
  const [, span] = /LM\.__call__ .*\[([0-9a-f]{16})\]/.exec(whole.text) ?? [];
  const { text } = await call('read_trace', { trace_id: ids[0], span_ids: [span] });
  expect([text.includes('slow down'), text.includes('Output')]).toEqual([true, false]);
  expect(await call('read_trace', { trace_id: '0'.repeat(31) + '9' })).toEqual({ text: `There is no trace ${'0'.repeat(31)}9.`, failed: true });
});

test.each([
  ['operations', 'LM.__call__ (LLM) | 2 times | 2 errors | p50 10 ms | p95 10 ms | p99 10 ms | 300 tokens | $0.003'],
  ['slowest', '50 ms | POST /MyRAG (server) | ok | trace '],
  ['usage', 'gpt-4o-mini | 2 calls | 2 errors | 300 tokens | $0.003'],
  ['time', 'MyRAG.forward | 2 traces | 50 ms | models 10 ms | retrieval 0 ms | tools 0 ms | own code 40 ms'],
])('analyzes %s', async (what, line) => {
  expect((await call('analyze', { what })).text).toContain(line);
});

test('compares two traces', async () => {
  const { text } = await call('compare_traces', { a: ids[0], b: ids[1] });
  expect(text.split('\n')).toEqual([
    `a: ${ids[0]} POST /MyRAG | 50 ms | 3 spans | 1 errors | tokens 150 | cost 0.0015`,
    `b: ${ids[1]} POST /MyRAG | 50 ms | 3 spans | 1 errors | tokens 150 | cost 0.0015`,
    '1 spans are alike, 2 differ:',
    '  MyRAG.forward (CHAIN) | input',
    '    input a: {"question":"What is the capital of France?"}',
    '    input b: {"question":"What is the capital of Spain?"}',
    '    LM.__call__ (LLM) | input',
    '      input a: user: What is the capital of France? 漢字 😀 "quoted"\\',
    '      input b: user: What is the capital of Spain? 漢字 😀 "quoted"\\',
  ]);
});
