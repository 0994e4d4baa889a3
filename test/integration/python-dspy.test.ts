import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pythonEnv } from '../support/python-env.ts';
import { type RunningService, startDemoLm, startViewer, type Viewer } from '../support/services.ts';
import { testUnless } from '../support/skip.ts';
import type { SpanTree } from '../support/span-tree.ts';
import { tempDir } from '../support/temp-dir.ts';
import { awaitTrace, spanNamed, treeOf } from '../support/viewer-api.ts';

jest.setTimeout(60_000);

const folder = join(import.meta.dirname, 'python');
const { python, why } = await pythonEnv(join(folder, 'requirements.txt'));
const test = testUnless('traces of Python DSPy', why, 'REQUIRE_PYTHON');

interface Answers {
  readonly rag: { readonly context: readonly string[]; readonly answer: string };
  readonly agent: string;
  readonly reviews: Readonly<Record<string, unknown>>;
}

let lm: RunningService;
let viewer: Viewer;
let answers: Answers;

beforeAll(async () => {
  if (python === undefined) return;
  [lm, viewer] = await Promise.all([startDemoLm(), startViewer()]);
  await using cache = await tempDir();
  const { stdout } = await promisify(execFile)(python, [join(folder, 'programs.py')], {
    env: {
      ...process.env,
      DSPY_CACHEDIR: cache.path,
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: viewer.tracesUrl,
      OPENAI_BASE_URL: `${lm.base}/v1`,
      COLBERTV2_URL: `${lm.base}/api/search`,
    },
  });
  answers = JSON.parse(stdout);
}, 240_000);

afterAll(async () => {
  if (python === undefined) return;
  await Promise.all([lm[Symbol.asyncDispose](), viewer[Symbol.asyncDispose]()]);
});

const span = (name: string, kind: string, ...children: SpanTree[]): SpanTree => ({ name, kind, children });
const predict = (signature = 'StringSignature', adapter = 'ChatAdapter') =>
  span('Predict.forward', 'CHAIN', span(`Predict(${signature}).forward`, 'CHAIN', span(`${adapter}.__call__`, 'CHAIN', span('LM.__call__', 'LLM'))));

test('a Python DSPy program with the OpenInference instrumentation shows as a tree', async () => {
  expect(answers.rag.answer).toBe('Paris');
  const trace = await awaitTrace(viewer, ({ name }) => name === 'MyRAG.forward', 'the trace of MyRAG');
  expect(trace).toMatchObject({ service: 'python-dspy', status: 'ok', spans: 8 });
  expect(treeOf(trace)).toEqual([
    span('MyRAG.forward', 'CHAIN', span('Retrieve.forward', 'RETRIEVER', span('ColBERTv2.__call__', 'RETRIEVER')), span('ChainOfThought.forward', 'CHAIN', predict())),
  ]);
  expect(spanNamed(trace, 'LM.__call__').attrs).toMatchObject({
    'llm.input_messages.0.message.role': 'system',
    'llm.output_messages.0.message.content': expect.stringContaining('[[ ## answer ## ]]\nParis'),
  });
  expect(spanNamed(trace, 'ColBERTv2.__call__').attrs).toMatchObject({ 'retrieval.documents.0.document.content': answers.rag.context[0] });
});

test('so does an agent with a tool', async () => {
  expect(answers.agent).toBe('Sunny in Tokyo, 22 degrees');
  const trace = await awaitTrace(viewer, ({ name }) => name === 'ReAct.forward', 'the trace of the agent');
  expect(treeOf(trace)).toEqual([
    span('ReAct.forward', 'CHAIN', predict(), span('get_weather.__call__', 'TOOL'), predict(), span('finish.__call__', 'TOOL'), span('ChainOfThought.forward', 'CHAIN', predict())),
  ]);
});

test('demo-lm answers every adapter of Python DSPy with values of the right types', () => {
  const review = { sentiment: 'positive', score: expect.any(Number), keywords: ['wonderful', 'film', 'loved'] };
  expect(answers.reviews).toEqual({ ChatAdapter: review, JSONAdapter: review, XMLAdapter: review });
});
