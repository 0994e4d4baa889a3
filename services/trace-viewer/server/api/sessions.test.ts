import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { context, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';

import { Sessions } from '../../contract/session.ts';
import { protobufBody, recordSpans } from '../../test-support/sdk-spans.ts';
import { startTestViewer, type TestViewer } from '../../test-support/test-viewer.ts';

// Opening chDB on a busy machine takes its time.
jest.setTimeout(30_000);

let viewer: TestViewer;

beforeAll(async () => { viewer = await startTestViewer(); });

afterAll(async () => {
  await viewer[Symbol.asyncDispose]();
  expect(viewer.unexpected).toEqual([]);
});

interface Turn {
  readonly session?: string;
  readonly at: number;
  readonly input: string;
  readonly cost?: number;
}

/** A program of 10 s with a model call of 150 tokens, which alone tells the session. */
function turn(tracer: Tracer, { session, at, input, cost }: Turn): void {
  const program = tracer.startSpan('Chat.forward', { startTime: [at, 0], attributes: { 'openinference.span.kind': 'CHAIN', 'input.value': input } });
  const call = tracer.startSpan('LM.__call__', {
    startTime: [at + 1, 0],
    attributes: {
      'openinference.span.kind': 'LLM', 'llm.token_count.prompt': 100, 'llm.token_count.completion': 50, 'input.value': 'prompt',
      ...(cost !== undefined && { 'llm.cost.total': cost }), ...(session !== undefined && { 'session.id': session, 'user.id': 'ada' }),
    },
  }, trace.setSpan(context.active(), program));
  if (cost === undefined) call.setStatus({ code: SpanStatusCode.ERROR, message: 'refused' });
  call.end([at + 9, 0]);
  program.end([at + 10, 0]);
}

async function sessions(query = ''): Promise<unknown> {
  return (await fetch(`${viewer.url}/api/sessions${query}`)).json();
}

test('traces of a session are one row, told by any of their spans; the newest session comes first, traces without one are in none', async () => {
  const turns: readonly Turn[] = [
    { session: 'b', at: 1_000, input: 'first of b', cost: 0.5 }, { session: 'a', at: 2_000, input: 'first of a', cost: 0.25 }, { at: 3_000, input: 'alone' }, { session: 'b', at: 4_000, input: 'second of b' },
  ];
  for (const one of turns) {
    const spans = recordSpans((tracer) => { turn(tracer, one); });
    await fetch(`${viewer.url}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/x-protobuf' }, body: protobufBody(spans) });
  }
  const body = await sessions();
  expect(Sessions.parse(body)).toEqual(body);
  const [b, a] = [
    {
      session: 'b', user: 'ada', traces: 2, errors: 1, start: '1000000000000', end: '4010000000000', duration_ms: 20_000, input: 'first of b', calls_without_cost: 1,
      prompt_tokens: 200, completion_tokens: 100, total_tokens: 300, cost: 0.5,
    },
    {
      session: 'a', user: 'ada', traces: 1, errors: 0, start: '2000000000000', end: '2010000000000', duration_ms: 10_000, input: 'first of a', calls_without_cost: 0,
      prompt_tokens: 100, completion_tokens: 50, total_tokens: 150, cost: 0.25,
    },
  ];
  expect(body).toEqual({ sessions: [b, a] });
  expect(await sessions('?limit=1')).toEqual({ sessions: [b] });
  expect(await sessions('?session=a')).toEqual({ sessions: [a] });
  expect(Sessions.parse(await sessions('?q=second')).sessions.map(({ session, traces, input }) => [session, traces, input])).toEqual([['b', 1, 'second of b']]);
});
