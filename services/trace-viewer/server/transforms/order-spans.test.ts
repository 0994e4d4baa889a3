import { expect, test } from '@jest/globals';

import { criticalPath } from './critical-path.ts';
import { leadingSpan, orderSpans, type TreeSpan } from './order-spans.ts';
import { selfTimes } from './self-time.ts';

type Drawn = [id: string, parent: string | null, start: number, end: number];

function spans(...drawn: readonly Drawn[]): TreeSpan[] {
  return drawn.map(([id, parentId, start, end]) => ({ id, parentId, start: BigInt(start), end: BigInt(end) }));
}

function outline(...drawn: readonly Drawn[]): string[] {
  return orderSpans(spans(...drawn)).map(({ span, depth, orphan }) => `${'  '.repeat(depth)}${span.id}${orphan ? '?' : ''}`);
}

test('spans come in document order whatever order they arrived in', () => {
  expect(outline(['d', 'b', 3, 4], ['c', 'a', 6, 7], ['b', 'a', 2, 5], ['a', null, 1, 9])).toEqual(['a', '  b', '    d', '  c']);
});

test('orphans, circles and spans that are their own parents stand at the top', () => {
  expect(outline(['a', null, 1, 9], ['b', 'gone', 2, 3], ['x', 'y', 5, 6], ['y', 'x', 4, 7], ['s', 's', 8, 9])).toEqual(['a', 'b?', 'y?', '  x', 's?']);
  expect(leadingSpan(orderSpans(spans(['b', 'gone', 1, 3], ['a', null, 2, 9])))?.id).toBe('a');
});

test('a chain of 100,000 spans and 100,000 siblings are no deeper than a loop', () => {
  const chain = orderSpans(spans(...Array.from({ length: 100_000 }, (_, index): Drawn => [`${index}`, index === 0 ? null : `${index - 1}`, index, 200_000 - index])));
  expect([chain.at(-1)?.depth, selfTimes(chain).at(-1), criticalPath(chain).length]).toEqual([99_999, 2n, 199_999]);
  const flat = orderSpans(spans(['root', null, 0, 100_000], ...Array.from({ length: 100_000 }, (_, index): Drawn => [`${index}`, 'root', index, index + 1])));
  expect([flat.at(-1)?.depth, selfTimes(flat)[0], criticalPath(flat).length]).toEqual([1, 0n, 100_000]);
});

function own(...drawn: readonly Drawn[]): Record<string, number> {
  const placed = orderSpans(spans(...drawn));
  return Object.fromEntries(selfTimes(placed).map((time, index) => [placed[index]?.span.id, Number(time)]));
}

test('self time is what no child covers, children side by side counted once', () => {
  expect(own(['a', null, 0, 100], ['b', 'a', 10, 40], ['c', 'a', 20, 60], ['d', 'a', 70, 80], ['e', 'b', 10, 40])).toEqual({ a: 40, b: 0, c: 40, d: 10, e: 30 });
});

test('children that begin before or end after their parent, or still run, cover what lies within it', () => {
  expect(own(['a', null, 10, 20], ['b', 'a', 5, 12], ['c', 'a', 18, 30], ['d', 'a', 13, 0])).toEqual({ a: 6, b: 7, c: 12, d: 0 });
  expect(own(['a', null, 10, 0], ['b', 'a', 11, 12])).toEqual({ a: 0, b: 1 });
});

function path(...drawn: readonly Drawn[]): string[] {
  return criticalPath(orderSpans(spans(...drawn))).map(({ span, start, end }) => `${span.id} ${start}-${end}`);
}

test('the critical path is what the end waited for', () => {
  // b and c run side by side; c ends later, and what b did after c began made no difference.
  expect(path(['a', null, 0, 100], ['b', 'a', 10, 40], ['c', 'a', 20, 60], ['d', 'a', 70, 95], ['e', 'd', 75, 95])).toEqual([
    'a 0-10', 'b 10-20', 'c 20-60', 'a 60-70', 'd 70-75', 'e 75-95', 'a 95-100',
  ]);
});

test('the critical path covers the longest root from end to end, also with clocks that are wrong', () => {
  expect(path(['a', null, 10, 20], ['b', 'a', 5, 12], ['c', 'a', 18, 30], ['z', null, 0, 3])).toEqual(['b 10-12', 'a 12-18', 'c 18-20']);
  expect(path(['a', null, 10, 0])).toEqual([]);
  expect(path()).toEqual([]);
});
