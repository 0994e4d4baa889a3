import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';

import { FlameGraph } from '../../contract/flame.ts';
import { protobufBody, ragTrace, recordSpans } from '../../test-support/sdk-spans.ts';
import { startTestViewer, type TestViewer } from '../../test-support/test-viewer.ts';

// Opening chDB on a busy machine takes its time.
jest.setTimeout(30_000);

let viewer: TestViewer;

beforeAll(async () => { viewer = await startTestViewer(); });

afterAll(async () => {
  await viewer[Symbol.asyncDispose]();
  expect(viewer.unexpected).toEqual([]);
});

async function flame(query = ''): Promise<unknown> {
  return (await fetch(`${viewer.url}/api/analysis/flame${query}`)).json();
}

test('many traces are one flame graph, whose frames lead to the span that took longest', async () => {
  const ids: string[] = [];
  for (const service of ['one', 'two']) {
    const spans = recordSpans((tracer) => ragTrace(tracer), service);
    ids.push(spans[0]?.spanContext().traceId ?? '');
    await fetch(`${viewer.url}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/x-protobuf' }, body: protobufBody(spans) });
  }
  const body = await flame();
  expect(FlameGraph.parse(body)).toEqual(body);
  const told = { trace_id: expect.stringMatching(ids.join('|')), span_id: expect.stringMatching(/^[0-9a-f]{16}$/) };
  expect(body).toEqual({
    sample: { traces: 2, spans: 6, one_of: 1 },
    frames: [
      { parent: -1, depth: 0, name: 'POST /MyRAG', kind: 'server', count: 2, total_ms: 100, self_ms: 40, width_ms: 100, ...told },
      { parent: 0, depth: 1, name: 'MyRAG.forward', kind: 'CHAIN', count: 2, total_ms: 60, self_ms: 40, width_ms: 60, ...told },
      { parent: 1, depth: 2, name: 'LM.__call__', kind: 'LLM', count: 2, total_ms: 20, self_ms: 20, width_ms: 20, ...told },
    ],
    left_out: 0,
  });
  const few = FlameGraph.parse(await flame('?service=one&limit=1'));
  expect([few.sample.traces, few.frames.map(({ name, trace_id: id }) => [name, id]), few.left_out]).toEqual([1, [['POST /MyRAG', ids[0]]], 2]);
});

test('without traces there are no frames', async () => {
  expect(await flame('?service=nobody')).toEqual({ sample: { traces: 0, spans: 0, one_of: 1 }, frames: [], left_out: 0 });
});
