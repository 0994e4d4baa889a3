import { expect, test } from '@jest/globals';

import { formatClock, formatDuration, fromLocalInput, msBetween, toLocalInput } from './time.ts';

test.each([
  [0, '0 ms'], [0.000_9, '0.90 µs'], [0.084, '84.0 µs'], [0.840, '840 µs'], [0.999_9, '1.00 ms'], [1, '1.00 ms'], [12.34, '12.3 ms'],
  [999.4, '999 ms'], [999.6, '1.00 s'], [1_236, '1.24 s'], [59_940, '59.9 s'], [59_960, '1 min 00 s'], [123_000, '2 min 03 s'],
  [3_720_000, '1 h 02 min'], [-12.34, '−12.3 ms'], [Number.NaN, '–'],
])('%d ms reads %s', (ms, shown) => {
  expect(formatDuration(ms)).toBe(shown);
});

test('a difference of two times of today is exact to the nanosecond', () => {
  expect(msBetween(1_790_000_000_123_456_789n, 1_790_000_000_123_456_790n)).toBe(0.000_001);
});

const at = (date: Date): string => `${date.getTime()}000000`;

test('the date stands before the time of day only when it is not today', () => {
  const noon = new Date(2026, 10, 23, 12, 0, 0);
  expect(formatClock(at(new Date(2026, 10, 23, 9, 5, 7)), noon)).toBe('09:05:07');
  expect(formatClock(at(new Date(2026, 10, 22, 9, 5, 7)), noon)).toBe('Nov 22, 09:05:07');
  expect(formatClock(at(new Date(2025, 10, 22, 9, 5, 7)), noon)).toBe('Nov 22 2025, 09:05:07');
});

test('a time goes into an input and out of it, to the second; nothing, and what was before 1970, is no time', () => {
  const text = toLocalInput('1700000000123456789');
  expect(text).toMatch(/^2023-11-1[45]T\d\d:\d\d:20$/);
  expect(fromLocalInput(text)).toBe('1700000000000000000');
  expect([fromLocalInput(''), fromLocalInput('1960-01-01T00:00:00')]).toEqual([null, null]);
});
