import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import { postJson } from '../support/http-json.ts';
import { myRag, type RunningService, serveToEnd, startDemoLm, startServer, startViewer, type Viewer } from '../support/services.ts';
import { tempDir } from '../support/temp-dir.ts';
import { awaitTrace, spanNamed } from '../support/viewer-api.ts';

jest.setTimeout(60_000);

let lm: RunningService;
let viewer: Viewer;
let tracing: Record<string, string>;

beforeAll(async () => {
  [lm, viewer] = await Promise.all([startDemoLm(), startViewer()]);
  tracing = { OTEL_TRACING_ENABLED: 'true', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: viewer.tracesUrl };
});

afterAll(async () => {
  await Promise.all([lm[Symbol.asyncDispose](), viewer[Symbol.asyncDispose]()]);
});

test('with the model down the answer is 502 with the cause, and the spans above the model are in error', async () => {
  const down = `http://127.0.0.1:${await freePort()}/v1`;
  await using server = await startServer({ env: { ...tracing, OTEL_SERVICE_NAME: 'model down', OPENAI_BASE_URL: down, COLBERTV2_URL: `${lm.base}/api/search` } });
  const { status, body } = await postJson(`${server.base}/MyRAG`, { question: 'What is the capital of France?' });
  expect(status).toBe(502);
  expect(body).toEqual({ detail: expect.stringMatching(/lm_unavailable/), request_id: expect.any(String), trace_id: expect.any(String) });
  expect(Object(body).detail).toContain(new URL(down).host);

  const trace = await awaitTrace(viewer, ({ service }) => service === 'model down', 'the trace of the failure');
  expect([trace.status, trace.trace_id]).toEqual(['error', Object(body).trace_id]);
  for (const name of ['POST /MyRAG', 'MyRAG.forward', 'ChainOfThought.forward', 'LM.__call__']) {
    expect([name, spanNamed(trace, name).status.code]).toEqual([name, 'error']);
  }
  // Every attempt that was made again is an event, too.
  expect(spanNamed(trace, 'LM.__call__').events.at(-1)).toMatchObject({ name: 'exception', attrs: { 'exception.message': expect.stringContaining('ECONNREFUSED') } });
  expect(spanNamed(trace, 'Retrieve.forward').status.code).toBe('ok');
});

test('with the search down the answer is 502 and the retriever is in error', async () => {
  const down = `http://127.0.0.1:${await freePort()}/api/search`;
  await using server = await startServer({ env: { ...tracing, OTEL_SERVICE_NAME: 'search down', OPENAI_BASE_URL: `${lm.base}/v1`, COLBERTV2_URL: down } });
  const { status, body } = await postJson(`${server.base}/MyRAG`, { question: 'What is the capital of France?' });
  expect(status).toBe(502);
  expect(body).toEqual({ detail: expect.stringMatching(/retriever_unavailable/), request_id: expect.any(String), trace_id: expect.any(String) });
  const trace = await awaitTrace(viewer, ({ service }) => service === 'search down', 'the trace of the failure');
  expect(trace.trace_id).toBe(Object(body).trace_id);
  expect(spanNamed(trace, 'ColBERTv2.__call__').status.code).toBe('error');
});

describe('a configuration with a mistake ends with 1 and one line that names file, key and what was expected', () => {
  test.each([
    ['a number where a text belongs', (yaml: string) => yaml.replace('temperature: 0', 'temperature: warm'), /dspy\.config\.yaml.*temperature.*number/],
    ['a default that is not in the registry', (yaml: string) => yaml.replace('default: openai:gpt-4o-mini', 'default: openai:gpt-5'), /dspy\.config\.yaml.*models\.default.*gpt-5/],
    ['text that is not YAML', () => 'models: [', /dspy\.config\.yaml/],
  ])('%s', async (_name, change, line) => {
    await using dir = await tempDir();
    await cp(myRag, dir.path, { recursive: true, filter: (source) => !source.includes('node_modules') });
    const file = join(dir.path, 'dspy.config.yaml');
    await writeFile(file, change(await readFile(file, 'utf8')));
    const ended = await serveToEnd({ project: dir.path });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(line);
    expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  test('no configuration at all', async () => {
    await using dir = await tempDir();
    const ended = await serveToEnd({ project: dir.path });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/^[^\n]*dspy\.config\.yaml[^\n]*\n$/);
  });
});
