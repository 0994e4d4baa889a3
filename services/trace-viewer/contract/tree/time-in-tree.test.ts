import { expect, test } from '@jest/globals';

import { criticalPath } from './critical-path.ts';
import { busyTime, selfTimes } from './self-time.ts';
import type { TimedSpan } from './timed-span.ts';

type Drawn = readonly [id: string, parent: string | null, start: number, end: number];

function timed(drawn: readonly Drawn[]): TimedSpan[] {
  return drawn.map(([, parent, start, end]) => ({ parent: drawn.findIndex(([id]) => id === parent), start, end }));
}

function path(until: number, ...drawn: readonly Drawn[]): string[] {
  return criticalPath(timed(drawn), until, 1).map(({ index, start, end }) => `${drawn[index]?.[0]} ${start}-${end}`);
}

function own(until: number, ...drawn: readonly Drawn[]): number[] {
  return [...selfTimes(timed(drawn), until)];
}

test('the critical path is what the end waited for: not a call that still ran when a later one took over', () => {
  expect(path(12, ['p', null, 0, 12], ['a', 'p', 0, 10], ['b', 'p', 5, 12])).toEqual(['p 0-5', 'b 5-12']);
  expect(path(100, ['a', null, 0, 100], ['b', 'a', 10, 20], ['c', 'a', 20, 60], ['d', 'a', 70, 95], ['e', 'd', 75, 95])).toEqual([
    'a 0-10', 'b 10-20', 'c 20-60', 'a 60-70', 'd 70-75', 'e 75-95', 'a 95-100',
  ]);
});

test('what seems to overlap by no more than the grain of clocks came one after the other', () => {
  expect(path(100, ['a', null, 0, 100], ['b', 'a', 2, 67], ['c', 'a', 66, 100])).toEqual(['a 0-2', 'b 2-66', 'c 66-100']);
});

test('the critical path covers the longest span at the top from end to end, also with clocks that are wrong', () => {
  expect(path(30, ['a', null, 10, 20], ['b', 'a', 5, 12], ['c', 'a', 18, 30], ['z', null, 0, 3])).toEqual(['b 10-12', 'a 12-18', 'c 18-20']);
  expect(path(30, ['a', null, 10, 5])).toEqual([]);
  expect(path(0)).toEqual([]);
});

test('what runs still has got as far as the trace has', () => {
  expect(path(100, ['a', null, 0, Infinity], ['b', 'a', 5, Infinity])).toEqual(['a 0-5', 'b 5-100']);
  expect(own(100, ['a', null, 0, Infinity], ['b', 'a', 10, 40], ['c', 'a', 90, Infinity])).toEqual([60, 30, 10]);
});

test('self time is what no child covers, in whatever order they come, each only inside its parent', () => {
  expect(own(100, ['a', null, 0, 100], ['c', 'a', 20, 60], ['b', 'a', 10, 40], ['d', 'a', 70, 80], ['e', 'b', 10, 40])).toEqual([40, 40, 0, 10, 30]);
  expect(own(40, ['a', null, 10, 20], ['early', 'a', 0, 12], ['late', 'a', 18, 40], ['backwards', 'a', 15, 13])).toEqual([6, 12, 22, 0]);
  expect(busyTime([{ start: 5, end: 9 }, { start: 0, end: 6 }], 1, 8)).toBe(7);
});

test('100,000 spans below or beside each other are no more than a loop', () => {
  const chain = Array.from({ length: 100_000 }, (_, index): TimedSpan => ({ parent: index - 1, start: index, end: 200_000 - index }));
  expect([selfTimes(chain, Infinity).at(-1), criticalPath(chain, Infinity, 0).length]).toEqual([2, 199_999]);
  const flat = [{ parent: -1, start: 0, end: 100_000 }, ...Array.from({ length: 100_000 }, (_, index): TimedSpan => ({ parent: 0, start: index, end: index + 1 }))];
  expect([selfTimes(flat, Infinity)[0], criticalPath(flat, Infinity, 0).length]).toEqual([0, 100_000]);
});
