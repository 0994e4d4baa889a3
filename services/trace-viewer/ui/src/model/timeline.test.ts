import { expect, test } from '@jest/globals';

import { offsetMs, place, ticks, timeline } from './timeline.ts';

const line = timeline('1790000000000000000', '1790000000200000000');

test('a span lies where its nanoseconds say', () => {
  expect(place(line, '1790000000050000000', '1790000000150000000')).toEqual({ left: 0.25, width: 0.5 });
  expect(offsetMs(line, '1790000000000000001')).toBe(0.000_001);
});

test('a span outside the axis is held at its edges', () => {
  expect(place(line, '1789999999900000000', '1790000000100000000')).toEqual({ left: 0, width: 0.5 });
  expect(place(line, '1790000000300000000', '1790000000400000000')).toEqual({ left: 1, width: 0 });
  expect(place(line, '1790000000150000000', '1790000000140000000')).toEqual({ left: 0.75, width: 0 });
});

test('a span that is still running reaches to the end of the axis', () => {
  expect(place(line, '1790000000050000000', '0')).toEqual({ left: 0.25, width: 0.75 });
});

test('an axis without length shows its spans over its whole width', () => {
  expect(place(timeline('5', '5'), '5', '5')).toEqual({ left: 0, width: 1 });
  expect(ticks(0, 5)).toEqual([{ at: 0, label: '0 ms' }]);
});

test('ticks are round, in one unit, and no more than asked for', () => {
  expect(ticks(200, 5).map((tick) => tick.label)).toEqual(['0', '50 ms', '100 ms', '150 ms', '200 ms']);
  expect(ticks(1_240, 5).map((tick) => tick.label)).toEqual(['0', '0.5 s', '1 s']);
  expect(ticks(0.7, 4).map((tick) => tick.label)).toEqual(['0', '200 µs', '400 µs', '600 µs']);
  expect(ticks(150_000, 4).map((tick) => tick.label)).toEqual(['0', '50.0 s', '1 min 40 s', '2 min 30 s']);
  expect(ticks(7_009.588, 6).length).toBeLessThanOrEqual(7);
});
