import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { type FakeProvider, startFakeProvider } from '../../../../test/support/fake-provider.ts';
import { startOTLPReceiver } from '../../../../test/support/otlp-receiver.ts';
import { parseConfig } from '../project/load-config.ts';
import { serve } from '../testing/cli-process.ts';
import { serveApp, type TestApp } from '../testing/test-app.ts';
import { configFor, createProject, RAG_MODULE } from '../testing/test-project.ts';
import { createPromptRuns } from './prompt-runs.ts';
import type { PromptOrigin } from './prompt-run.ts';

jest.setTimeout(60_000);

const ORIGIN: PromptOrigin = { trace_id: '0af7651916cd43dd8448eb211c80319c', span_id: 'b7ad6b7169203331' };
const MESSAGES = [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'Why is the sky blue?' }];

let provider: FakeProvider;
let app: TestApp;
const linked: PromptOrigin[] = [];

beforeAll(async () => {
  provider = await startFakeProvider({ answer: ({ messages }) => (JSON.stringify(messages).includes('BREAK') ? { status: 500 } : {}) });
  const { config } = parseConfig(configFor(provider).replace('registry:\n', 'registry:\n    other: { model: openai/gpt-4o, api_base: "http://127.0.0.1:9/v1", api_key: x, num_retries: 0 }\n'), 'dspy.config.yaml', {});
  app = await serveApp({ served: [], promptRuns: createPromptRuns(config, {}, fetch, (origin) => linked.push(origin)) });
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});

afterEach(() => { linked.length = 0; });

const run = (body: unknown): Promise<Response> => fetch(`${app.base}/api/prompt-runs`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

test('the models of the registry are told, the default first, without their keys', async () => {
  expect(await (await fetch(`${app.base}/api/prompt-runs`)).json()).toEqual({ models: [{ name: 'mini', model: 'openai/gpt-4o-mini' }, { name: 'other', model: 'openai/gpt-4o' }], default: 'mini' });
});

test('a prompt is sent as it is, and its answer comes back', async () => {
  const response = await run({ model: 'mini', messages: MESSAGES, temperature: 0.5, max_tokens: 77, origin: ORIGIN });
  expect(await response.json()).toEqual({ text: expect.stringContaining('[[ ## answer ## ]]'), response_model: 'gpt-4o-mini-2024-07-18', finish_reason: 'stop', cost: expect.any(Number) });
  expect(provider.chats.at(-1)).toEqual({ model: 'gpt-4o-mini', messages: MESSAGES, temperature: 0.5, max_completion_tokens: 77 });
  expect(linked).toEqual([ORIGIN]);
});

test.each([
  ['a model that is not in the registry', { model: 'elsewhere', messages: MESSAGES }, ['body', 'model']],
  ['no message', { model: 'mini', messages: [] }, ['body', 'messages']],
  ['a role that no message has', { model: 'mini', messages: [{ role: 'oracle', content: 'x' }] }, ['body', 'messages', 0, 'role']],
  ['an origin that is no span', { model: 'mini', messages: MESSAGES, origin: { trace_id: '../..', span_id: 'x' } }, ['body', 'origin']],
])('%s is refused, and no model is asked', async (_what, body, loc) => {
  const before = provider.chats.length;
  const response = await run(body);
  const { detail } = (await response.json()) as { detail: { loc: unknown }[] };
  expect([response.status, detail[0]?.loc, provider.chats.length - before]).toEqual([422, loc, 0]);
});

test('a model that fails is said to', async () => {
  const response = await run({ model: 'mini', messages: [{ role: 'user', content: 'BREAK' }] });
  expect([response.status, await response.json()]).toMatchObject([502, { detail: expect.stringContaining('lm_unavailable') }]);
});

test('the description of the API tells how, and which models there are', async () => {
  const { paths, components } = (await (await fetch(`${app.base}/openapi.json`)).json()) as { paths: Record<string, object>; components: { schemas: Record<string, { properties: object }> } };
  expect(Object.keys(paths['/api/prompt-runs'] ?? {})).toEqual(['get', 'post']);
  expect(components.schemas['prompt-runRequest']?.properties).toMatchObject({ model: { enum: ['mini', 'other'] } });
});

test('nobody sends prompts to a server that was not told to take them', async () => {
  await using closed = await serveApp({ served: [] });
  expect((await fetch(`${closed.base}/api/prompt-runs`)).status).toBe(404);
});

test('the trace of a run is linked to where its prompt came from', async () => {
  using project = createProject({ 'dspy.config.yaml': configFor(provider), 'src/modules/my-rag.ts': RAG_MODULE });
  await using receiver = await startOTLPReceiver();
  const env = { OTEL_TRACING_ENABLED: 'true', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.endpoint, DSPY_PROMPT_RUNS: 'true' };
  await using server = await serve({ cwd: project.directory, env });
  const response = await fetch(`${server.url}/api/prompt-runs`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ model: 'mini', messages: MESSAGES, origin: ORIGIN }) });
  expect(response.status).toBe(200);
  await receiver.until(({ spans }) => spans.some(({ name }) => name === 'POST /api/prompt-runs'));
  const root = receiver.spans.find(({ name }) => name === 'POST /api/prompt-runs');
  expect(root?.links).toMatchObject([{ traceId: ORIGIN.trace_id, spanId: ORIGIN.span_id }]);
  expect(receiver.spans.filter(({ traceId }) => traceId === response.headers.get('x-trace-id')).map(({ name }) => name)).toEqual(expect.arrayContaining(['PromptRun.forward', 'LM.__call__']));
});
