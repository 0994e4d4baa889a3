import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pollUntil } from '../../../../test/support/poll-until.ts';
import { CAPITALS, CAPITALS_ANSWER, type DemoLm, serveDemoLm } from '../../test-support/demo-lm.ts';

let lm: DemoLm;
beforeAll(async () => {
  lm = await serveDemoLm();
});
afterAll(async () => {
  await lm.close();
  expect(lm.reported).toEqual([]);
});

test('sends the same answer token by token', async () => {
  const events = await lm.stream({ messages: CAPITALS });
  const [first, ...rest] = events;
  expect(first).toMatchObject({ object: 'chat.completion.chunk', model: 'gpt-4o-mini', choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] });
  expect(rest.map((event) => event.choices[0]?.delta.content ?? '').join('')).toBe(CAPITALS_ANSWER);
  expect(rest.length).toBeGreaterThan(30);
  expect(rest.at(-1)?.choices[0]).toMatchObject({ delta: {}, finish_reason: 'stop' });
  expect(new Set(events.map((event) => event.id)).size).toBe(1);
  expect(events.some((event) => 'usage' in event)).toBe(false);
});

test('ends with the usage when asked', async () => {
  const events = await lm.stream({ messages: CAPITALS, stream_options: { include_usage: true } });
  expect(events.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 162, completion_tokens: 45, total_tokens: 207 } });
  expect(events.slice(0, -1).every((event) => event.usage === null)).toBe(true);
});

test('takes its time: the first token after most of the delay, the rest token by token', async () => {
  const slow = await serveDemoLm({ delayMs: 200 });
  const start = performance.now();
  const response = await request(slow, new AbortController().signal);
  const arrivals: number[] = [];
  for await (const _ of response.body ?? []) arrivals.push(performance.now() - start);
  await slow.close();
  expect(arrivals[0]).toBeGreaterThanOrEqual(200 * 0.6 * 0.8 - 5);
  expect(arrivals.at(-1)).toBeGreaterThanOrEqual(200 * 0.8 - 5);
  expect(arrivals.length).toBeGreaterThan(10);
});

test('a client that goes in the middle ends the stream and harms no other', async () => {
  const slow = await serveDemoLm({ delayMs: 60_000 });
  const gone = new AbortController();
  const waiting = request(slow, gone.signal).then(
    () => 'answered',
    () => 'gone',
  );
  await pollUntil(async () => (await fetch(`${slow.base}/health/live`)).ok, { timeoutMs: 5_000, what: 'the server to be alive' });
  gone.abort();
  expect(await waiting).toBe('gone');
  expect((await fetch(`${slow.base}/health/live`)).status).toBe(200);
  await slow.close();
  expect(slow.reported).toEqual([]);
});

function request({ base }: DemoLm, signal: AbortSignal): Promise<Response> {
  return fetch(`${base}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', stream: true, messages: CAPITALS }),
    signal,
  });
}
