import { expect, test } from '@jest/globals';

import { leadingSpan, orderSpans, type TreeSpan } from './order-spans.ts';

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
  expect(chain.at(-1)?.depth).toBe(99_999);
  const flat = orderSpans(spans(['root', null, 0, 100_000], ...Array.from({ length: 100_000 }, (_, index): Drawn => [`${index}`, 'root', index, index + 1])));
  expect(flat.at(-1)?.depth).toBe(1);
});
