import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type FakeProvider, PASSAGES, startFakeProvider } from '../../../../test/support/fake-provider.ts';
import { freePort, runCLI, serve } from '../testing/cli-process.ts';
import { drawnTrace, startGRPCReceiver, startOTLPReceiver, type WireSpan } from '../../../../test/support/otlp-receiver.ts';
import { configFor, createProject, RAG_MODULE, type TestProject } from '../testing/test-project.ts';

jest.setTimeout(60_000);

/** A program whose one model call takes more attributes than the SDK keeps by default. */
const LONG_MODULE = `
import { currentSettings, Module, Prediction } from '@dspy-otel/dspy';

export class Long extends Module {
  override async forward() {
    const messages = Array.from({ length: 300 }, (_, index) => ({ role: 'user' as const, content: 'message ' + index }));
    const response = await currentSettings().lm?.call({ messages, params: {} });
    return new Prediction({ answer: response?.outputs[0]?.text });
  }
}
`;

const QUESTION = 'What is the capital of France?';
const ON = { OTEL_TRACING_ENABLED: 'true', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' };
const SERVER = 2;
const CLIENT = 3;
const OK = 1;
const ERROR = 2;

let provider: FakeProvider;
let project: TestProject;

beforeAll(async () => {
  provider = await startFakeProvider({ answer: ({ messages }) => (JSON.stringify(messages).includes('BREAK') ? { status: 500 } : {}) });
  project = createProject({ 'dspy.config.yaml': configFor(provider), 'src/modules/my-rag.ts': RAG_MODULE, 'src/modules/long.ts': LONG_MODULE });
});

afterAll(async () => {
  project[Symbol.dispose]();
  await provider[Symbol.asyncDispose]();
});

function byName(spans: readonly WireSpan[], name: string): WireSpan {
  const span = spans.find((each) => each.name === name);
  if (!span) throw new Error(`no span ${name} among ${spans.map((each) => each.name).join(', ')}`);
  return span;
}

const whole = (root: string) => (receiver: { readonly spans: readonly WireSpan[] }) => receiver.spans.some(({ name }) => name === root);

const COMPACT = `POST /MyRAG
  MyRAG.forward (CHAIN)
    Retrieve.forward (RETRIEVER)
      ColBERTv2.__call__ (RETRIEVER)
    ChainOfThought.forward (CHAIN)
      LM.__call__ (LLM)
        OpenAI API call`;

const FULL = `POST /MyRAG
  MyRAG.forward (CHAIN)
    Retrieve.forward (RETRIEVER)
      ColBERTv2.__call__ (RETRIEVER)
    ChainOfThought.forward (CHAIN)
      Predict.forward (CHAIN)
        Predict(StringSignature).forward (CHAIN)
          ChatAdapter.__call__ (CHAIN)
            LM.__call__ (LLM)
              OpenAI API call`;

describe('one request to MyRAG', () => {
  test('has metrics of requests and model calls once an exporter for them is named', async () => {
    await using receiver = await startOTLPReceiver();
    const metrics = { OTEL_METRICS_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: receiver.endpoint.replace('traces', 'metrics'), OTEL_METRIC_EXPORT_INTERVAL: '500', OTEL_METRIC_EXPORT_TIMEOUT: '400' };
    await using server = await serve({ cwd: project.directory, env: { ...ON, ...metrics, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.endpoint } });
    await server.post('MyRAG', { question: QUESTION });
    const names = ['http.server.request.duration', 'gen_ai.client.operation.duration', 'gen_ai.client.token.usage'];
    const isThere = (name: string): boolean => receiver.deliveries.some(({ path, body }) => path === '/v1/metrics' && body?.includes(name));
    await receiver.until(() => names.every(isThere));
  });

  test('does not have the keys in its query', async () => {
    await using receiver = await startOTLPReceiver();
    await using server = await serve({ cwd: project.directory, env: { ...ON, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.endpoint } });
    await fetch(`${server.url}/MyRAG?api_key=abc123&page=2`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ question: QUESTION }) });
    await receiver.until(whole('POST /MyRAG'));
    expect(byName(receiver.spans, 'POST /MyRAG').attributes['url.query']).toBe('api_key=REDACTED&page=2');
  });

  test('has what the request’s headers say of it on every span', async () => {
    await using receiver = await startOTLPReceiver();
    await using server = await serve({ cwd: project.directory, env: { ...ON, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.endpoint } });
    const headers = { 'content-type': 'application/json', 'x-session-id': 'chat-7', 'x-user-id': 'ada', 'x-tags': 'beta,eu', 'x-metadata': '{"plan":"free"}' };
    await fetch(`${server.url}/MyRAG`, { method: 'POST', headers, body: JSON.stringify({ question: QUESTION }) });
    await receiver.until(whole('POST /MyRAG'));
    const said = { 'session.id': 'chat-7', 'user.id': 'ada', 'tag.tags': '["beta","eu"]', metadata: '{"plan":"free"}' };
    for (const name of ['POST /MyRAG', 'MyRAG.forward', 'ColBERTv2.__call__', 'LM.__call__']) expect(byName(receiver.spans, name).attributes).toMatchObject(said);
    expect(byName(receiver.spans, 'LM.__call__').attributes).toMatchObject({ 'gen_ai.conversation.id': 'chat-7' });
  });

  test('is one trace with exactly the spans of the design, and what each of them did', async () => {
    await using receiver = await startOTLPReceiver();
    await using server = await serve({ cwd: project.directory, env: { ...ON, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.endpoint } });
    expect(server.stdout).toContain(`✓ OpenTelemetry tracing enabled: dspy-server -> ${receiver.endpoint}\n`);

    expect(await server.post('MyRAG', { question: QUESTION })).toEqual({ status: 200, body: { context: PASSAGES, answer: `Answer to: ${QUESTION}` } });
    await receiver.until(whole('POST /MyRAG'));

    const { spans } = receiver;
    expect(drawnTrace(spans)).toBe(COMPACT);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(new Set(spans.map(({ serviceName }) => serviceName))).toEqual(new Set(['dspy-server']));
    expect(byName(spans, 'POST /MyRAG')).toMatchObject({ kind: SERVER, attributes: { 'http.request.method': 'POST', 'http.route': '/MyRAG', 'http.response.status_code': 200 } });
    expect(byName(spans, 'OpenAI API call')).toMatchObject({ kind: CLIENT, attributes: { 'server.port': provider.port, 'http.response.status_code': 200 } });
    expect(byName(spans, 'MyRAG.forward')).toMatchObject({
      status: { code: OK },
      attributes: { 'input.value': JSON.stringify({ question: QUESTION }), 'output.value': JSON.stringify({ context: PASSAGES, answer: `Answer to: ${QUESTION}` }) },
    });
    expect(byName(spans, 'Retrieve.forward').attributes).toMatchObject({ 'retrieval.documents.0.document.content': PASSAGES[0], 'retrieval.documents.0.document.id': '1', 'retrieval.documents.0.document.score': 20 });
    const lm = byName(spans, 'LM.__call__');
    expect(lm.attributes).toMatchObject({
      'llm.model_name': 'gpt-4o-mini',
      'llm.provider': 'openai',
      'llm.system': 'openai',
      'llm.invocation_parameters': '{"temperature":0}',
      'llm.input_messages.0.message.role': 'system',
      'llm.input_messages.1.message.role': 'user',
      'llm.output_messages.0.message.content': `[[ ## reasoning ## ]]\nIt says so.\n\n[[ ## answer ## ]]\nAnswer to: ${QUESTION}\n\n[[ ## completed ## ]]`,
      'llm.token_count.prompt': 120,
      'llm.token_count.completion': 30,
      'llm.token_count.total': 150,
      'llm.token_count.prompt_details.cache_read': 20,
      'llm.token_count.completion_details.reasoning': 7,
      'llm.finish_reason': 'stop',
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
      'gen_ai.usage.input_tokens': 120,
    });
    expect(JSON.stringify(spans)).not.toContain('sk-test-key');
  });

  test('shows what Python shows when full detail is asked for', async () => {
    await using receiver = await startOTLPReceiver();
    await using server = await serve({ cwd: project.directory, env: { ...ON, DSPY_OTEL_DETAIL: 'full', OTEL_SERVICE_NAME: 'mine', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.endpoint } });
    await server.post('MyRAG', { question: QUESTION });
    await receiver.until(whole('POST /MyRAG'));
    expect(drawnTrace(receiver.spans)).toBe(FULL);
    expect(receiver.spans[0]?.serviceName).toBe('mine');
  });

  test('continues the caller’s trace, and answers its id', async () => {
    await using receiver = await startOTLPReceiver();
    await using server = await serve({ cwd: project.directory, env: { ...ON, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.endpoint } });
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const response = await fetch(`${server.url}/MyRAG`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-b7ad6b7169203331-01` },
      body: JSON.stringify({ question: QUESTION }),
    });
    expect(response.headers.get('x-trace-id')).toBe(traceId);
    await receiver.until(whole('POST /MyRAG'));
    expect(new Set(receiver.spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
    expect(byName(receiver.spans, 'POST /MyRAG').parentSpanId).toBe('b7ad6b7169203331');
  });

  test('whose model fails gets 502, and every span above the model is an error', async () => {
    await using receiver = await startOTLPReceiver();
    await using server = await serve({ cwd: project.directory, env: { ...ON, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.endpoint } });
    const { status, body } = await server.post('MyRAG', { question: 'BREAK' });
    expect({ status, body }).toMatchObject({ status: 502, body: { detail: expect.stringMatching(/^lm_unavailable: .*openai\/gpt-4o-mini/) as unknown } });
    await receiver.until(whole('POST /MyRAG'));
    for (const name of ['POST /MyRAG', 'MyRAG.forward', 'ChainOfThought.forward', 'LM.__call__', 'OpenAI API call']) {
      expect(byName(receiver.spans, name).status.code).toBe(ERROR);
    }
    expect(byName(receiver.spans, 'LM.__call__').events.map(({ name }) => name)).toEqual(['exception']);
    expect(byName(receiver.spans, 'Retrieve.forward').status.code).toBe(OK);
    expect(server.stderr).toMatch(/^POST \/MyRAG 502: LMServerError: .*\n$/);
  });
});

test('a span keeps all attributes of a long conversation', async () => {
  await using receiver = await startOTLPReceiver();
  await using server = await serve({ cwd: project.directory, env: { ...ON, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.endpoint } });
  await server.post('Long', {});
  await receiver.until(whole('POST /Long'));
  expect(byName(receiver.spans, 'LM.__call__').attributes).toMatchObject({ 'llm.input_messages.299.message.content': 'message 299', 'llm.token_count.total': 150 });
});

test('a trace that the sampler leaves out has no id that anyone could look for', async () => {
  await using server = await serve({ cwd: project.directory, env: { OTEL_TRACING_ENABLED: 'true', OTEL_TRACES_EXPORTER: 'console', OTEL_TRACES_SAMPLER: 'always_off' } });
  const response = await fetch(`${server.url}/programs`);
  expect([response.status, response.headers.get('x-trace-id')]).toEqual([200, null]);
});

test('health checks and scrapes leave no trace', async () => {
  await using receiver = await startOTLPReceiver();
  await using server = await serve({ cwd: project.directory, env: { ...ON, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.endpoint } });
  await fetch(`${server.url}/health/live`);
  await fetch(`${server.url}/metrics`);
  await fetch(`${server.url}/programs`);
  await receiver.until(({ spans }) => spans.length > 0);
  expect(receiver.spans.map(({ name }) => name)).toEqual(['GET /programs']);
});

describe('spans travel', () => {
  test.each([
    ['http/protobuf', startOTLPReceiver, '/v1/traces', 'application/x-protobuf'],
    ['http/json', startOTLPReceiver, '/v1/traces', 'application/json'],
    ['grpc', startGRPCReceiver, '/opentelemetry.proto.collector.trace.v1.TraceService/Export', 'application/grpc'],
  ])('as %s', async (protocol, start, path, contentType) => {
    await using receiver = await start();
    await using server = await serve({
      cwd: project.directory,
      env: { OTEL_TRACING_ENABLED: 'true', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.endpoint },
    });
    await server.post('MyRAG', { question: QUESTION });
    await receiver.until(({ deliveries }) => deliveries.length > 0);
    expect(receiver.deliveries[0]).toMatchObject({ path, contentType });
    expect(receiver.deliveries[0]?.bytes).toBeGreaterThan(1000);
  });

  test('not at all, and nothing of OpenTelemetry is loaded, unless tracing is switched on', async () => {
    const hook = `import { registerHooks } from 'node:module'; import { writeSync } from 'node:fs';
      registerHooks({ resolve(specifier, context, next) { if (specifier.includes('opentelemetry') || specifier.includes('openinference')) writeSync(2, 'LOADED ' + specifier + '\\n'); return next(specifier, context); } });`;
    const nodeArguments = ['--import', `data:text/javascript,${encodeURIComponent(hook)}`];
    await using server = await serve({ cwd: project.directory, nodeArguments });
    expect((await server.post('MyRAG', { question: QUESTION })).status).toBe(200);
    expect((await fetch(`${server.url}/programs`)).headers.get('x-trace-id')).toBeNull();
    expect(server.stdout).not.toContain('OpenTelemetry');
    expect(server.stderr).toBe('');

    await using traced = await serve({ cwd: project.directory, nodeArguments, env: { OTEL_TRACING_ENABLED: 'true', OTEL_TRACES_EXPORTER: 'console' } });
    expect(traced.stderr).toContain('LOADED @opentelemetry/sdk-node');
  });

  test.each([
    ['OTEL_TRACING_ENABLED', 'false'],
    ['OTEL_SDK_DISABLED', 'true'],
    ['OTEL_TRACES_EXPORTER', 'none'],
  ])('not with %s=%s', async (name, value) => {
    await using server = await serve({ cwd: project.directory, env: { OTEL_TRACING_ENABLED: 'true', [name]: value } });
    expect((await server.post('MyRAG', { question: QUESTION })).status).toBe(200);
    expect(server.stdout).not.toContain('OpenTelemetry');
  });

  test('nowhere when the endpoint cannot be reached: it says so once, and serves', async () => {
    const endpoint = `http://127.0.0.1:${await freePort()}/v1/traces`;
    await using server = await serve({ cwd: project.directory, env: { ...ON, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_TIMEOUT: '500' } });
    await server.says(`OpenTelemetry: ${endpoint} cannot be reached (ECONNREFUSED)`);
    for (let request = 0; request < 3; request += 1) expect((await server.post('MyRAG', { question: QUESTION })).status).toBe(200);
    server.process.kill('SIGTERM');
    expect(await server.exit).toEqual({ code: 0, signal: null });
    expect(server.stderr.match(/cannot be reached/g)).toHaveLength(1);
  });
});

describe('a wrong setting ends the command with one line', () => {
  test.each([
    ['OTEL_TRACING_ENABLED', 'perhaps', 'OTEL_TRACING_ENABLED: expected true or false, got "perhaps"'],
    ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'smoke', 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: expected http/protobuf or http/json or grpc, got "smoke"'],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'localhost', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: expected an address such as http://localhost:4318/v1/traces, got "localhost"'],
    ['DSPY_OTEL_DETAIL', 'much', 'DSPY_OTEL_DETAIL: expected compact or full, got "much"'],
  ])('%s=%s', async (name, value, message) => {
    await using cli = runCLI(['serve'], { cwd: project.directory, env: { OTEL_TRACING_ENABLED: 'true', [name]: value } });
    expect(await cli.exit).toEqual({ code: 1, signal: null });
    expect(cli.stderr).toBe(`Error: ${message}\n`);
  });
});
