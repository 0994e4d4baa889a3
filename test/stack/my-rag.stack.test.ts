// The whole path with real parts: a request to a program, its trace through the Collector, and that trace in Jaeger,
// Phoenix and the viewer.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inspectProject, killService, restartService, testProject, whyNoDocker } from '../support/docker.ts';
import { myRagSpanCount, myRagTree } from '../support/my-rag-tree.ts';
import { type Span, spanTree } from '../support/span-tree.ts';
import { type Backend, BACKENDS, spansIn } from '../support/backends.ts';
import { type Stack, startStack, stopStack } from './stack.ts';
import { runTracedAgent } from './traced-agent.ts';

const whySkipped = await whyNoDocker();
if (whySkipped !== undefined) {
  if (process.env['REQUIRE_DOCKER'] === '1') throw new Error(`REQUIRE_DOCKER=1, but ${whySkipped}`);
  process.stderr.write(`SKIPPED stack tests: ${whySkipped}\n`);
}

const MINUTE = 60_000;
const QUESTION = 'What is the capital of France?';

/** Jaeger first: what it misses while it is down arrives among what the others miss. */
const ALL = ['jaeger', 'phoenix', 'viewer'] as const satisfies readonly Backend[];

let stack: Stack;

/** Sends one request as part of a trace of the test's own, so that its id and the root's parent are known. */
async function ask(): Promise<{ traceId: string; callerId: string; answer: string }> {
  const traceId = randomBytes(16).toString('hex');
  const callerId = randomBytes(8).toString('hex');
  const response = await fetch(new URL('/MyRAG', stack.dspyServer), {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${traceId}-${callerId}-01` },
    body: JSON.stringify({ question: QUESTION }),
  });
  expect(response.status).toBe(200);
  const { answer } = (await response.json()) as { answer: string };
  return { traceId, callerId, answer };
}

async function expectWholeTrace(backend: Backend, traceId: string, timeoutMs?: number): Promise<Span[]> {
  const spans = await spansIn(backend, stack, traceId, myRagSpanCount, timeoutMs);
  expect({ backend, tree: spanTree(spans) }).toEqual({ backend, tree: [myRagTree] });
  return spans;
}

(whySkipped === undefined ? describe : describe.skip)('the stack', () => {
  beforeAll(async () => {
    stack = await startStack();
  }, 30 * MINUTE);

  afterAll(stopStack, 2 * MINUTE);

  describe('after one request to MyRAG', () => {
    let request: Awaited<ReturnType<typeof ask>>;

    beforeAll(async () => {
      request = await ask();
    }, MINUTE);

    test('the answer is right', () => {
      expect(request.answer).toMatch(/Paris/);
    });

    test.each(ALL)('%s has the whole trace', async (backend) => {
      const spans = await expectWholeTrace(backend, request.traceId);

      const root = spans.find(({ name }) => name === 'POST /MyRAG');
      expect(root?.parentId).toBe(request.callerId);

      const llm = spans.find(({ kind }) => kind === 'LLM')?.attributes ?? {};
      expect(llm).toMatchObject({
        'llm.model_name': 'gpt-4o-mini',
        'llm.input_messages.0.message.role': 'system',
        'llm.input_messages.1.message.role': 'user',
        'llm.input_messages.1.message.content': expect.stringContaining(QUESTION),
        'llm.output_messages.0.message.role': 'assistant',
        'llm.output_messages.0.message.content': expect.stringContaining(request.answer),
      });
      const search = spans.find(({ name }) => name === 'ColBERTv2.__call__')?.attributes ?? {};
      expect(search).toMatchObject({ 'retrieval.documents.0.document.content': expect.any(String), 'retrieval.documents.0.document.score': expect.any(Number) });
      const { prompt, completion, total } = tokenCounts(llm);
      expect(prompt).toBeGreaterThan(50);
      expect(completion).toBeGreaterThan(5);
      expect(total).toBe(prompt + completion);
    }, 2 * MINUTE);

    test('all three have the same spans with the same content', async () => {
      const [jaeger, phoenix, viewer] = await Promise.all(
        ALL.map(async (backend) => bySpanId(await expectWholeTrace(backend, request.traceId))),
      );
      expect(phoenix).toEqual(jaeger);
      expect(viewer).toEqual(jaeger);
    }, 2 * MINUTE);
  });

  test('an agent of one’s own beside the stack: Phoenix shows its tools and tokens, and Jaeger finds it by model and by error', async () => {
    const model = `agent-${randomBytes(4).toString('hex')}`;
    const traceId = await runTracedAgent(new URL('/v1/traces', stack.collector), model);

    const spans = await spansIn('phoenix', stack, traceId, 8);
    expect(spans.map(({ name, kind }) => `${name} ${kind}`).toSorted()).toEqual([
      'CallingLM.__call__ LLM',
      'CallingLM.__call__ LLM',
      'CallingLM.__call__ LLM',
      'ReActV2.forward CHAIN',
      'add.__call__ TOOL',
      'agent null',
      'get_population.__call__ TOOL',
      'submit.__call__ TOOL',
    ]);
    const called = spans.flatMap(({ attributes }) => attributes['llm.output_messages.0.message.tool_calls.0.tool_call.function.name'] ?? []);
    expect(new Set(called)).toEqual(new Set(['add', 'get_population', 'submit']));
    const tool = spans.find(({ name }) => name === 'add.__call__')?.attributes;
    expect(tool).toMatchObject({ 'tool.name': 'add', 'tool.description': 'Adds two numbers.', 'input.value': '{"x":2,"y":2}', 'output.value': '4' });
    expect(spans.filter(({ kind }) => kind === 'LLM').map(({ attributes }) => attributes['llm.token_count.total'])).toEqual([110, 110, 110]);

    const found = async (tags: object): Promise<readonly string[]> => {
      const query = new URLSearchParams({ service: 'unknown_service:node', tags: JSON.stringify(tags), lookback: '1h', limit: '100' });
      const { data } = (await (await fetch(new URL(`/api/traces?${query}`, stack.jaeger))).json()) as { data: readonly { readonly traceID: string }[] };
      return data.map(({ traceID }) => traceID);
    };
    expect(await found({ 'gen_ai.request.model': model })).toEqual([traceId]);
    expect(await found({ 'gen_ai.tool.name': 'get_population', 'error.type': 'Error' })).toEqual([traceId]);
    expect(await found({ 'gen_ai.tool.name': 'add', 'error.type': 'Error' })).toEqual([]);
  }, 3 * MINUTE);

  test('a backend that is down holds up no other, and misses nothing', async () => {
    await Promise.all([killService(testProject, 'jaeger'), killService(testProject, 'phoenix')]);
    const first = await ask();
    await expectWholeTrace('viewer', first.traceId, 15_000);

    // What waits for them survives the Collector's restart, too.
    await restartService(testProject, 'collector');
    const second = await ask();
    await expectWholeTrace('viewer', second.traceId, 2 * MINUTE);

    await Promise.all([restartService(testProject, 'jaeger'), restartService(testProject, 'phoenix')]);
    for (const backend of ['jaeger', 'phoenix'] as const) {
      await expectWholeTrace(backend, first.traceId, 2 * MINUTE);
      await expectWholeTrace(backend, second.traceId, 2 * MINUTE);
    }
  }, 8 * MINUTE);

  test('each backend may stop and start again while requests come: none of their spans is lost or doubled', async () => {
    const asked: { traceId: string; after: Backend | undefined }[] = [];
    const askAfter = async (after: Backend | undefined): Promise<void> => {
      for (let request = 0; request < 3; request++) asked.push({ traceId: (await ask()).traceId, after });
    };
    await askAfter(undefined);
    for (const { traceId } of asked) await Promise.all(ALL.map((backend) => expectWholeTrace(backend, traceId)));
    for (const backend of ALL) {
      await killService(testProject, BACKENDS[backend]);
      await askAfter(backend);
      await restartService(testProject, BACKENDS[backend]);
      await askAfter(backend);
    }
    // Jaeger keeps its traces in memory: those that it had lie in no queue any more. From when it was stopped on it misses none.
    const kept = (backend: Backend) => (backend === 'jaeger' ? asked.filter(({ after }) => after !== undefined) : asked);
    await Promise.all(
      ALL.map(async (backend) => {
        for (const { traceId } of kept(backend)) await expectWholeTrace(backend, traceId, 2 * MINUTE);
      }),
    );
  }, 8 * MINUTE);

  test('nothing is published beyond this machine, no container can write to its image, and our services are not root', async () => {
    const containers = await inspectProject(testProject);
    expect(containers.size).toBeGreaterThan(6);
    for (const [service, { HostConfig }] of containers) {
      const addresses = Object.values(HostConfig.PortBindings).flatMap((bindings) => bindings.map(({ HostIp }) => HostIp));
      expect({ service, addresses: new Set(addresses) }).toEqual({ service, addresses: new Set(addresses.length > 0 ? ['127.0.0.1'] : []) });
      expect({ service, readOnly: HostConfig.ReadonlyRootfs }).toEqual({ service, readOnly: true });
    }
    for (const service of ['dspy-server', 'trace-viewer', 'demo-lm']) expect(containers.get(service)?.Config.User).toBe('node');
  });
});

function tokenCounts(attributes: Record<string, unknown>): { prompt: number; completion: number; total: number } {
  const of = (kind: string) => Number(attributes[`llm.token_count.${kind}`]);
  return { prompt: of('prompt'), completion: of('completion'), total: of('total') };
}

/** What every backend keeps of each span as it was sent, by the span's id. */
function bySpanId(spans: Span[]): Map<string, object> {
  return new Map(
    spans.map(({ id, parentId, name, kind, attributes }) => [id, { parentId, name, kind, attributes: keptAsSent(attributes) }]),
  );
}

/** Phoenix moves the kind out of the attributes and takes apart what is JSON: documents' metadata and a template's variables. */
function keptAsSent(attributes: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(attributes);
  return Object.fromEntries(entries.filter(([key]) => key !== 'openinference.span.kind' && !/\.document\.metadata|^llm\.prompt_template\.variables/.test(key)));
}
