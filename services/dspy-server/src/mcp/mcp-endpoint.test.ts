import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { describe, expect, test } from '@jest/globals';
import { LMServerError, Prediction, signature } from '@dspy-otel/dspy';
import { APIGateway } from '../gateways/gateway.ts';
import { gate } from '../testing/gate.ts';
import { serveApp, type TestApp } from '../testing/test-app.ts';
import { testProgram } from '../testing/test-program.ts';
import { mcpEndpoint } from './mcp-endpoint.ts';

const spec = signature('question: str, count: int -> answer: str', 'Answer the question.');
const echo = testProgram('Echo', ({ question, count }) => new Prediction({ answer: `${String(question)} x${String(count)}` }), { signature: spec });
const FAILURE = new LMServerError('openai/gpt-4o-mini answered 500', { model: 'openai/gpt-4o-mini', status: 500 });
const failing = testProgram('Failing', () => {
  throw FAILURE;
});
/** Nobody calls it by its name: its gateway decides who may, and with what. */
const gated = testProgram('Gated', () => new Prediction({ answer: 'never' }), { signature: spec, apiGateways: [new APIGateway()] });

const serve = (programs = [echo, failing, gated], authToken?: string): Promise<TestApp> =>
  serveApp({ served: programs, settings: { authToken, bodyLimitBytes: 5000 }, mcp: (served, runner, onError) => mcpEndpoint({ name: 'my-project', version: '0.1.0', served, runner, bodyLimitBytes: 5000, onError }) });

async function connected(app: TestApp, headers: Record<string, string> = {}): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${app.base}/mcp`), { requestInit: { headers } }));
  return client;
}

describe('a client of /mcp', () => {
  test('finds one tool per program that has no gateway, with the schemas of its signature', async () => {
    await using app = await serve();
    const client = await connected(app);
    const { tools } = await client.listTools();
    expect(tools).toEqual([
      { name: 'Echo', description: 'Answer the question.', inputSchema: spec.inputSchema(), outputSchema: spec.outputSchema() },
      { name: 'Failing', description: 'Runs Failing.', inputSchema: { type: 'object' } },
    ]);
    await client.close();
  });

  test('calls a program and gets its fields', async () => {
    await using app = await serve();
    const client = await connected(app);
    const result = await client.callTool({ name: 'Echo', arguments: { question: 'Why?', count: 2 } });
    expect(result).toMatchObject({ content: [{ type: 'text', text: '{"answer":"Why? x2"}' }], structuredContent: { answer: 'Why? x2' } });
    expect(app.ended[0]?.origin.requestId).toMatch(/^[0-9a-f-]{36}$/);
    await client.close();
  });

  test.each([
    ['Failing', {}, 'lm_unavailable: openai/gpt-4o-mini answered 500'],
    ['Echo', { question: 'q' }, /"loc":\["body","count"\]/],
    ['Nope', {}, 'no program is called Nope'],
    ['Gated', { question: 'q', count: 1 }, 'no program is called Gated'],
  ])('is told what goes wrong in %s %j', async (name, values, text) => {
    await using app = await serve();
    const client = await connected(app);
    const result = await client.callTool({ name, arguments: values });
    expect(result).toMatchObject({ isError: true, content: [{ type: 'text', text: typeof text === 'string' ? text : expect.stringMatching(text) }] });
    // As for HTTP: what the caller did wrong is nobody else's business.
    expect(app.reported).toEqual(name === 'Failing' ? [{ error: FAILURE, status: 502 }] : []);
    await client.close();
  });

  test('that goes away cancels its call', async () => {
    const [begun, cancelled] = [gate(), gate()];
    const slow = testProgram('Slow', (_inputs, { signal }) => {
      signal.addEventListener('abort', () => cancelled.pass());
      begun.pass();
      return new Promise(() => undefined);
    });
    await using app = await serve([slow]);
    const client = await connected(app);
    const gone = new AbortController();
    const call = client.callTool({ name: 'Slow', arguments: {} }, { signal: gone.signal });
    await begun.passed(1);
    gone.abort();
    await expect(call).rejects.toThrow();
    await client.close();
    await cancelled.passed(1);
  });

  test('needs the key under --auth', async () => {
    await using app = await serve([echo], 'secret-token');
    await expect(connected(app)).rejects.toThrow();
    const client = await connected(app, { authorization: 'Bearer secret-token' });
    expect((await client.listTools()).tools).toHaveLength(1);
    await client.close();
  });
});

test('a body that is too large is refused', async () => {
  await using app = await serve();
  const response = await fetch(`${app.base}/mcp`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: `"${'x'.repeat(6000)}"` });
  expect(response.status).toBe(413);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

test('/mcp is nothing unless it is wanted', async () => {
  await using app = await serveApp({ served: [echo] });
  expect((await fetch(`${app.base}/mcp`, { method: 'POST' })).status).toBe(404);
});
