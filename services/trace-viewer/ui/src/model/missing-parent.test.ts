import { expect, test } from '@jest/globals';

import { rowsOf } from '../fixtures/rows.ts';
import { span } from '../fixtures/trace.ts';

const orphan = (id: string, parent: string, start: string, end: string) => span(id, { parent_id: parent, orphan: true, start, end });

test('orphans lie under one named placeholder for each parent that they name', () => {
  const rows = rowsOf([orphan('a', 'gone', '5', '9'), span('root'), orphan('b', 'gone', '3', '7'), orphan('c', 'other', '1', '0')]);
  expect(rows.map((row) => [row.span.id, row.span.name, row.missing, row.depth, row.span.start, row.span.end])).toEqual([
    ['gone', 'parent not arrived', true, 0, '3', '9'], ['a', 'a', false, 1, '5', '9'], ['b', 'b', false, 1, '3', '7'],
    ['root', 'root', false, 0, '0', '1000000'],
    ['other', 'parent not arrived', true, 0, '1', '0'], ['c', 'c', false, 1, '1', '0'],
  ]);
});

test('parents that form a circle are all here: nothing stands for them', () => {
  const circle = span('a', { parent_id: 'b', orphan: true, children: [span('b', { parent_id: 'a' })] });
  expect(rowsOf([circle]).map((row) => [row.span.id, row.missing])).toEqual([['a', false], ['b', false]]);
});
