import { expect, test } from '@jest/globals';

import { formatClock, formatDollars, formatMs } from './figures.ts';

test.each([[null, '–'], [0, '0.0 ms'], [9.94, '9.9 ms'], [9.96, '10 ms'], [999.4, '999 ms'], [999.6, '1.00 s'], [12_340, '12.3 s'], [59_960, '1 min 0 s'], [125_000, '2 min 5 s']])('%p ms: %s', (ms, words) => {
  expect(formatMs(ms)).toBe(words);
});

test.each([[null, '–'], [0, '$0'], [1.5, '$1.50'], [0.5, '$0.50'], [0.0123, '$0.012'], [0.0003, '$0.00030'], [0.0000714, '$0.000071'], [0.00000004, '<$0.000001']])('%p dollars: %s', (dollars, words) => {
  expect(formatDollars(dollars)).toBe(words);
});

test('a time of another day has its date', () => {
  const now = new Date(2026, 10, 27, 12);
  expect(formatClock(new Date(2026, 10, 27, 9, 5, 7).toISOString(), now)).toBe('09:05:07');
  expect(formatClock(new Date(2026, 10, 26, 9, 5, 7).toISOString(), now)).toBe('Nov 26, 09:05:07');
  expect(formatClock('not a time', now)).toBe('–');
});
