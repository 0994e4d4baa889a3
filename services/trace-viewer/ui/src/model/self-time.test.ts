import { expect, test } from '@jest/globals';

import { rowsOf } from '../fixtures/rows.ts';
import { span } from '../fixtures/trace.ts';
import { selfTimes } from './self-time.ts';

const at = (id: string, startMs: number, endMs: number, children: readonly ReturnType<typeof span>[] = []) =>
  span(id, { start: `${startMs}000000`, end: endMs === Infinity ? '0' : `${endMs}000000`, children: [...children] });

test('self time is what the children leave, and children that overlap count once', () => {
  const rows = rowsOf([at('a', 0, 100, [at('b', 10, 40), at('c', 30, 60, [at('d', 30, 60)]), at('e', 90, 95)])]);
  expect([...selfTimes(rows, 100)]).toEqual([45, 30, 0, 30, 5]);
});

test('a child counts only as far as it lies inside its parent', () => {
  const rows = rowsOf([at('a', 10, 20, [at('early', 0, 12), at('late', 18, 40)])]);
  expect([...selfTimes(rows, 40)]).toEqual([6, 12, 22]);
});

test('a span that runs still has got as far as the trace has', () => {
  const rows = rowsOf([at('a', 0, Infinity, [at('b', 10, 40)])]);
  expect([...selfTimes(rows, 100)]).toEqual([70, 30]);
});

test('a parent that has not arrived did nothing', () => {
  const rows = rowsOf([{ ...at('a', 0, 10), parent_id: 'f'.repeat(16), orphan: true }]);
  expect([...selfTimes(rows, 10)]).toEqual([0, 10]);
});
