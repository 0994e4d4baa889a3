import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Trace } from '../../services/trace-viewer/contract/trace.ts';
import { getJson, postJson } from '../support/http-json.ts';
import { myRagSpanCount, myRagTree } from '../support/my-rag-tree.ts';
import { pollUntil } from '../support/poll-until.ts';
import { type RunningService, startDemoLm, startServer, startViewer, type Viewer } from '../support/services.ts';
import { awaitTrace, listTraces, readTrace, spanNamed, treeOf } from '../support/viewer-api.ts';

jest.setTimeout(60_000);

let lm: RunningService;
let viewer: Viewer;
let server: RunningService;

beforeAll(async () => {
  [lm, viewer] = await Promise.all([startDemoLm({ delayMs: 20 }), startViewer()]);
  server = await startServer({ env: { ...tracingTo(viewer), ...modelAt(lm) } });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await Promise.all([lm[Symbol.asyncDispose](), viewer[Symbol.asyncDispose]()]);
});

function tracingTo({ tracesUrl }: Viewer) {
  return { OTEL_TRACING_ENABLED: 'true', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: tracesUrl };
}

function modelAt({ base }: RunningService) {
  return { OPENAI_BASE_URL: `${base}/v1`, COLBERTV2_URL: `${base}/api/search` };
}

function inputOf(trace: Trace, name: string): { question?: string; query?: string } {
  const value = spanNamed(trace, name).attrs['input.value'];
  if (typeof value !== 'string') throw new Error(`${name} has no input`);
  return JSON.parse(value);
}

const ask = (question: string) => postJson(`${server.base}/MyRAG`, { question });

test('says where its traces go', () => {
  expect(server.output()).toContain(`✓ OpenTelemetry tracing enabled: dspy-server -> ${viewer.tracesUrl}\n`);
});

test('MyRAG answers from what the search found, and its trace has exactly the tree of the design', async () => {
  const question = 'What is the capital of France?';
  const { status, body } = await ask(question);
  expect(status).toBe(200);
  expect(body).toEqual({ context: expect.arrayContaining([expect.stringMatching(/^Paris \| Paris is the capital/)]), answer: 'Paris' });
  expect(Object(body).context).toHaveLength(3);

  const trace = await awaitTrace(viewer, ({ input }) => input?.includes(question) === true, 'the trace of the question');
  expect(trace).toMatchObject({ service: 'dspy-server', name: 'POST /MyRAG', spans: myRagSpanCount, status: 'ok', models: ['gpt-4o-mini'] });
  expect(treeOf(trace)).toEqual([myRagTree]);

  expect(spanNamed(trace, 'POST /MyRAG')).toMatchObject({ kind: 'server', parent_id: null, attrs: { 'http.route': '/MyRAG', 'http.response.status_code': 200 } });
  expect(spanNamed(trace, 'OpenAI API call')).toMatchObject({ kind: 'client', attrs: { 'http.response.status_code': 200 } });
  expect(spanNamed(trace, 'MyRAG.forward').attrs).toMatchObject({ 'input.value': JSON.stringify({ question }), 'output.value': JSON.stringify(body) });
  expect(spanNamed(trace, 'Retrieve.forward').attrs).toMatchObject({
    'retrieval.documents.0.document.id': '0',
    'retrieval.documents.0.document.content': Object(body).context[0],
    'retrieval.documents.0.document.score': expect.any(Number),
    'retrieval.documents.2.document.content': Object(body).context[2],
  });
  const { attrs } = spanNamed(trace, 'LM.__call__');
  const prompt = Number(attrs['llm.token_count.prompt']);
  const completion = Number(attrs['llm.token_count.completion']);
  expect(attrs).toMatchObject({
    'llm.model_name': 'gpt-4o-mini',
    'llm.provider': 'openai',
    'llm.system': 'openai',
    'llm.input_messages.0.message.role': 'system',
    'llm.input_messages.1.message.role': 'user',
    'llm.input_messages.1.message.content': expect.stringContaining(`[[ ## question ## ]]\n${question}`),
    'llm.output_messages.0.message.role': 'assistant',
    'llm.output_messages.0.message.content': expect.stringMatching(/\[\[ ## reasoning ## \]\]\nPassage \[1\] “Paris” says: .*\n\n\[\[ ## answer ## \]\]\nParis\n\n\[\[ ## completed ## \]\]/),
    'llm.token_count.total': prompt + completion,
  });
  expect(prompt).toBeGreaterThan(completion);
  expect(completion).toBeGreaterThan(10);
});

test('50 concurrent requests have 50 traces, each with its own tree and its own question', async () => {
  const questions = Array.from({ length: 50 }, (_, index) => `What is the capital of Italy, asked by guest ${index}?`);
  const answers = await Promise.all(questions.map(ask));
  expect(answers.map(({ status }) => status)).toEqual(questions.map(() => 200));

  const found = await pollUntil(
    async () => {
      const traces = (await listTraces(viewer)).filter(({ input }) => input?.includes('asked by guest') === true);
      return traces.length === questions.length && traces.every(({ spans }) => spans === myRagSpanCount) && traces;
    },
    { timeoutMs: 30_000, what: 'all spans of 50 traces to arrive' },
  );
  const traces = await Promise.all(found.map(({ trace_id }) => readTrace(viewer, trace_id)));
  const questionsOf = traces.map((trace) => {
    expect(treeOf(trace)).toEqual([myRagTree]);
    const { question } = inputOf(trace, 'MyRAG.forward');
    expect(inputOf(trace, 'ColBERTv2.__call__').query).toBe(question);
    expect(spanNamed(trace, 'LM.__call__').attrs['llm.input_messages.1.message.content']).toContain(`\n${question}\n`);
    return question;
  });
  expect(new Set(questionsOf)).toEqual(new Set(questions));
});

test('a request that continues the trace of its caller is in that trace', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  await postJson(`${server.base}/MyRAG`, { question: 'Who wrote Hamlet?' }, { traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
  await pollUntil(async () => (await listTraces(viewer)).find(({ trace_id, spans }) => trace_id === traceId && spans === myRagSpanCount), { timeoutMs: 15_000, what: 'the trace of the caller' });
  const trace = await readTrace(viewer, traceId);
  expect(trace.tree).toEqual([expect.objectContaining({ name: 'POST /MyRAG', parent_id: '00f067aa0ba902b7', orphan: true })]);
});

test('an unknown program is 404, and a body that does not fit is refused with the field named', async () => {
  expect(await postJson(`${server.base}/Nope`, {})).toMatchObject({ status: 404, body: { detail: expect.any(String) } });
  for (const [body, expected] of [
    ['{"question":', ''],
    [{}, 'question'],
    [{ question: 7 }, 'question'],
  ] as const) {
    const answer = await postJson(`${server.base}/MyRAG`, body);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(JSON.stringify(Object(answer.body).detail)).toContain(expected);
  }
});

test('tells its programs, its health and its OpenAPI description', async () => {
  expect(await getJson(`${server.base}/health/live`)).toMatchObject({ status: 200 });
  expect(await getJson(`${server.base}/health/ready`)).toMatchObject({ status: 200 });
  expect(JSON.stringify((await getJson(`${server.base}/programs`)).body)).toContain('MyRAG');
  expect(await getJson(`${server.base}/openapi.json`)).toMatchObject({ status: 200, body: { openapi: expect.stringMatching(/^3\./), paths: { '/MyRAG': { post: expect.anything() } } } });
});
