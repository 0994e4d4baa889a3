import { expect, test } from '@jest/globals';
import { paceOf, waitUntil } from './latency.ts';

test('an answer of 40 tokens takes the delay, give or take a fifth, the same for the same seed', () => {
  for (const seed of [0, 1, 0xdead_beef, 0xffff_ffff]) {
    const pace = paceOf(300, seed);
    const total = pace.firstTokenMs + 40 * pace.perTokenMs;
    expect(total).toBeGreaterThanOrEqual(240);
    expect(total).toBeLessThanOrEqual(360);
    expect(paceOf(300, seed)).toEqual(pace);
  }
  expect(paceOf(300, 1)).not.toEqual(paceOf(300, 2));
});

test('no delay is none', () => {
  expect(paceOf(0, 7)).toEqual({ firstTokenMs: 0, perTokenMs: 0 });
});

test('a wait ends when the signal aborts', async () => {
  const gone = new AbortController();
  const start = performance.now();
  const waiting = waitUntil(start, 60_000, gone.signal);
  gone.abort();
  await waiting;
  expect(performance.now() - start).toBeLessThan(10_000);
});
