import { expect, test } from '@jest/globals';

import { rowsOf } from '../fixtures/rows.ts';
import { golden, span } from '../fixtures/trace.ts';
import { criticalPath } from './critical-path.ts';

const at = (id: string, startMs: number, endMs: number, children: readonly ReturnType<typeof span>[] = []) =>
  span(id, { start: `${startMs}000000`, end: endMs === Infinity ? '0' : `${endMs}000000`, children: [...children] });

function pathOf(tree: readonly ReturnType<typeof span>[], untilMs: number): Readonly<Record<string, readonly string[]>> {
  const rows = rowsOf(tree);
  return Object.fromEntries([...criticalPath(rows, untilMs)].map(([index, parts]) => [rows[index]?.span.id, parts.map(({ fromMs, toMs }) => `${fromMs}-${toMs}`)]));
}

test('children one after the other are all on it, their parent in between', () => {
  expect(pathOf([at('a', 0, 100, [at('b', 10, 40), at('c', 50, 90)])], 100)).toEqual({ a: ['0-10', '40-50', '90-100'], b: ['10-40'], c: ['50-90'] });
});

test('of children at the same time only the last to end is waited for', () => {
  expect(pathOf([at('a', 0, 100, [at('short', 10, 40), at('long', 10, 90)])], 100)).toEqual({ a: ['0-10', '90-100'], long: ['10-90'] });
});

test('what seems to overlap by less than a millisecond came one after the other: starts are often whole milliseconds', () => {
  const precise = span('search', { start: '2000000', end: '66300000' });
  expect(pathOf([at('a', 0, 100, [precise, at('answer', 66, 100)])], 100)).toEqual({ a: ['0-2'], search: ['2-66'], answer: ['66-100'] });
});

test('it goes down into the child that ended last', () => {
  expect(pathOf([at('a', 0, 50, [at('b', 0, 50, [at('c', 20, 30)])])], 50)).toEqual({ b: ['0-20', '30-50'], c: ['20-30'] });
});

test('a child that outlives its parent counts up to the end of the parent, one that starts after it not at all', () => {
  expect(pathOf([at('a', 0, 50, [at('outlives', 20, 80), at('after', 60, 90)])], 90)).toEqual({ a: ['0-20'], outlives: ['20-50'] });
});

test('a span that runs still is waited for', () => {
  expect(pathOf([at('a', 0, Infinity, [at('b', 5, Infinity)])], 100)).toEqual({ a: ['0-5'], b: ['5-100'] });
});

test('of several tops it is that of the longest', () => {
  expect(pathOf([at('a', 0, 5), at('b', 2, 50)], 50)).toEqual({ b: ['2-50'] });
  expect(pathOf([], 0)).toEqual({});
});

test('its times add up to the recorded trace', () => {
  const trace = golden('d_myrag');
  const rows = rowsOf(trace.tree, BigInt(trace.start));
  const total = [...criticalPath(rows, trace.duration_ms).values()].flat().reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  expect(total).toBeCloseTo(trace.duration_ms, 6);
});

test('a chain of 50,000 spans has one', () => {
  let chain = at('leaf', 0, 10);
  for (let depth = 0; depth < 50_000; depth += 1) chain = at(`n${depth}`, 0, 10, [chain]);
  expect(criticalPath(rowsOf([chain]), 10).get(50_000)).toEqual([{ fromMs: 0, toMs: 10 }]);
});
