// DSPY_OTEL_LIVE from a program to the viewer's API: what runs is there before it has ended.
import { expect, jest, test } from '@jest/globals';
import { startFakeProvider } from '../support/fake-provider.ts';
import { postJson } from '../support/http-json.ts';
import { myRagSpanCount, myRagTree } from '../support/my-rag-tree.ts';
import { pollUntil } from '../support/poll-until.ts';
import { type RunningService, startServer, startViewer } from '../support/services.ts';
import { flatten, listTraces, readTrace, treeOf } from '../support/viewer-api.ts';

jest.setTimeout(60_000);

test('a running program is in the viewer with what runs of it, and its end takes the place of that', async () => {
  const model = Promise.withResolvers<void>();
  await using provider = await startFakeProvider({ answer: () => ({ when: model.promise }) });
  await using viewer = await startViewer();
  await using server = await startServer({
    env: {
      OTEL_TRACING_ENABLED: 'true', DSPY_OTEL_LIVE: 'true', OTEL_BSP_SCHEDULE_DELAY: '200', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: viewer.tracesUrl,
      OPENAI_BASE_URL: provider.apiBase, COLBERTV2_URL: provider.searchURL,
    },
  });
  const answer = postJson(`${server.base}/MyRAG`, { question: 'Why?' });

  const isWhole = async () => (await listTraces(viewer)).find(({ spans }) => spans === myRagSpanCount);
  const { trace_id: id, running } = await pollUntil(isWhole, { timeoutMs: 20_000, what: 'the running trace to be in the viewer' });
  expect(running).toBe(true);
  expect(await spansByState(viewer, id)).toEqual({
    running: ['POST', 'MyRAG.forward', 'ChainOfThought.forward', 'LM.__call__', 'OpenAI API call'],
    ended: ['Retrieve.forward', 'ColBERTv2.__call__'],
  });

  model.resolve();
  expect((await answer).status).toBe(200);
  await pollUntil(async () => (await listTraces(viewer)).every((trace) => !trace.running), { timeoutMs: 20_000, what: 'the trace to end' });
  const trace = await readTrace(viewer, id);
  expect(treeOf(trace)).toEqual([myRagTree]);
  expect(flatten(trace.tree).filter(({ attrs }) => 'dspy.live' in attrs)).toEqual([]);
  expect(await listTraces(viewer)).toHaveLength(1);
});

async function spansByState(viewer: Pick<RunningService, 'base'>, id: string): Promise<Record<'running' | 'ended', string[]>> {
  const spans = flatten((await readTrace(viewer, id)).tree);
  const names = (isRunning: boolean): string[] => spans.filter(({ end }) => (end === '0') === isRunning).map(({ name }) => name);
  return { running: names(true), ended: names(false) };
}
