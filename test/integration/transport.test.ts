import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { postJson } from '../support/http-json.ts';
import { listen } from '../support/listen.ts';
import { myRagTree } from '../support/my-rag-tree.ts';
import { pollUntil } from '../support/poll-until.ts';
import { freePort } from '../support/free-port.ts';
import { type RunningService, startDemoLm, startServer, startViewer, type Viewer } from '../support/services.ts';
import { awaitTrace, readStats, treeOf } from '../support/viewer-api.ts';

jest.setTimeout(60_000);

let lm: RunningService;
let viewer: Viewer;
let model: Record<string, string>;

beforeAll(async () => {
  [lm, viewer] = await Promise.all([startDemoLm(), startViewer()]);
  model = { OPENAI_BASE_URL: `${lm.base}/v1`, COLBERTV2_URL: `${lm.base}/api/search` };
});

afterAll(async () => {
  await Promise.all([lm[Symbol.asyncDispose](), viewer[Symbol.asyncDispose]()]);
});

test.each(['http/protobuf', 'http/json', 'grpc'])('a trace arrives by %s', async (protocol) => {
  const endpoint = protocol === 'grpc' ? viewer.grpcUrl : viewer.tracesUrl;
  await using server = await startServer({
    env: { ...model, OTEL_TRACING_ENABLED: 'true', OTEL_SERVICE_NAME: `by ${protocol}`, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol },
  });
  expect((await postJson(`${server.base}/MyRAG`, { question: 'What is the capital of Spain?' })).body).toMatchObject({ answer: 'Madrid' });
  const trace = await awaitTrace(viewer, ({ service }) => service === `by ${protocol}`, `a trace by ${protocol}`);
  expect(treeOf(trace)).toEqual([myRagTree]);
});

test('SIGTERM sends the spans that wait, the last one included', async () => {
  const server = await startServer({
    env: { ...model, OTEL_TRACING_ENABLED: 'true', OTEL_SERVICE_NAME: 'flushed', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: viewer.tracesUrl, OTEL_BSP_SCHEDULE_DELAY: '600000' },
  });
  await postJson(`${server.base}/MyRAG`, { question: 'What is the capital of Spain?' });
  expect((await readStats(viewer)).services).not.toContain('flushed');
  await server.stop();
  const trace = await awaitTrace(viewer, ({ service }) => service === 'flushed', 'the trace from before SIGTERM');
  expect(treeOf(trace)).toEqual([myRagTree]);
});

test('a request under way at SIGTERM is answered and traced', async () => {
  await using slow = await startDemoLm({ delayMs: 1_500 });
  const asked = Promise.withResolvers<void>();
  const searches = await listen((request, response) => {
    asked.resolve();
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ topk: [{ text: 'Madrid | Madrid is the capital of Spain.', pid: 1, score: 1 }], query: request.url }));
  });
  const server = await startServer({
    env: {
      ...model,
      OPENAI_BASE_URL: `${slow.base}/v1`,
      COLBERTV2_URL: `${searches.base}/api/search`,
      OTEL_TRACING_ENABLED: 'true',
      OTEL_SERVICE_NAME: 'last words',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: viewer.tracesUrl,
    },
  });
  const answer = postJson(`${server.base}/MyRAG`, { question: 'What is the capital of Spain?' });
  await asked.promise;
  const stopped = server.stop();
  expect(await answer).toMatchObject({ status: 200, body: { answer: 'Madrid' } });
  await stopped;
  await searches.close();
  expect(treeOf(await awaitTrace(viewer, ({ service }) => service === 'last words', 'the last trace'))).toEqual([myRagTree]);
});

test('without OTEL_TRACING_ENABLED nothing is sent and nothing is said', async () => {
  const requests: string[] = [];
  const receiver = await listen((request, response) => {
    requests.push(request.url ?? '');
    response.end();
  });
  const server = await startServer({ env: { ...model, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${receiver.base}/v1/traces`, OTEL_BSP_SCHEDULE_DELAY: '1' } });
  expect((await postJson(`${server.base}/MyRAG`, { question: 'What is the capital of Spain?' })).status).toBe(200);
  await server.stop();
  await receiver.close();
  expect(requests).toEqual([]);
  expect(server.output()).not.toMatch(/tracing|opentelemetry/i);
});

test.each(['http/protobuf', 'grpc'])('where nothing takes the spans (%s) it serves, and says so once', async (protocol) => {
  const endpoint = `http://127.0.0.1:${await freePort()}/v1/traces`;
  const server = await startServer({
    env: { ...model, OTEL_TRACING_ENABLED: 'true', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol, OTEL_BSP_SCHEDULE_DELAY: '10', OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '300' },
  });
  const complaints = () => server.output().split('\n').filter((line) => line.includes(new URL(endpoint).host) && !line.startsWith('✓'));
  for (let round = 0; round < 3; round += 1) {
    expect((await postJson(`${server.base}/MyRAG`, { question: 'What is the capital of Spain?' })).status).toBe(200);
    await pollUntil(() => complaints().length > 0, { timeoutMs: 15_000, what: 'a word about the endpoint' });
  }
  await server.stop();
  expect(complaints()).toHaveLength(1);
});
