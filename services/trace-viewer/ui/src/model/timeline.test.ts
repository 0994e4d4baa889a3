import { expect, test } from '@jest/globals';

import { part, place, ticks } from './timeline.ts';

const range = { fromMs: 0, toMs: 200 };
const labels = (fromMs: number, toMs: number, most: number): readonly string[] => ticks({ fromMs, toMs }, most).map((tick) => tick.label);

test('a span lies where its times say', () => {
  expect(place(range, 50, 150)).toEqual({ left: 0.25, width: 0.5 });
  expect(place({ fromMs: 100, toMs: 200 }, 125, 150)).toEqual({ left: 0.25, width: 0.25 });
});

test('what reaches beyond the range is held at its edges, what lies outside has no place', () => {
  expect(place(range, -100, 100)).toEqual({ left: 0, width: 0.5 });
  expect(place(range, 150, 140)).toEqual({ left: 0.75, width: 0 });
  expect(place(range, 300, 400)).toBeNull();
  expect(place(range, -20, -10)).toBeNull();
});

test('a span that is still running reaches to the end of the range', () => {
  expect(place(range, 50, Infinity)).toEqual({ left: 0.25, width: 0.75 });
});

test('a range without length shows its spans over its whole width', () => {
  expect(place({ fromMs: 5, toMs: 5 }, 5, 5)).toEqual({ left: 0, width: 1 });
  expect(labels(0, 0, 5)).toEqual(['0 ms']);
});

test('a part of a range is told by two fractions in either order, and always has a length', () => {
  expect(part({ fromMs: 100, toMs: 200 }, 0.75, 0.25)).toEqual({ fromMs: 125, toMs: 175 });
  const { fromMs, toMs } = part(range, 0.5, 0.5);
  expect(toMs).toBeGreaterThan(fromMs);
});

test('ticks are round, in one unit, and no more than asked for', () => {
  expect(labels(0, 200, 5)).toEqual(['0', '50 ms', '100 ms', '150 ms', '200 ms']);
  expect(labels(0, 1_240, 5)).toEqual(['0', '0.5 s', '1 s']);
  expect(labels(0, 0.7, 4)).toEqual(['0', '200 µs', '400 µs', '600 µs']);
  expect(labels(0, 150_000, 4)).toEqual(['0', '50.0 s', '1 min 40 s', '2 min 30 s']);
  expect(labels(0, 7_009.588, 6).length).toBeLessThanOrEqual(7);
});

test('ticks of a part of the axis count from the start of the trace', () => {
  expect(ticks({ fromMs: 130, toMs: 230 }, 2)).toEqual([{ at: 0.2, label: '150 ms' }, { at: 0.7, label: '200 ms' }]);
});
