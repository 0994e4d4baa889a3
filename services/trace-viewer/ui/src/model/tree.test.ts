import { expect, test } from '@jest/globals';

import { rowsOf } from '../fixtures/rows.ts';
import { golden, span } from '../fixtures/trace.ts';
import { ancestors, startingPoint, visibleRows } from './tree.ts';

const tree = [
  span('a', { children: [span('b', { children: [span('c')] }), span('d', { kind: 'LLM' })] }),
  span('e'),
];

test('rows come in document order with depth, size of the branch and place among siblings', () => {
  expect(rowsOf(tree).map((row) => [row.span.id, row.parent, row.depth, row.size, `${row.position}/${row.siblings}`])).toEqual([
    ['a', -1, 0, 4, '1/2'], ['b', 0, 1, 2, '1/2'], ['c', 1, 2, 1, '1/1'], ['d', 0, 1, 1, '2/2'], ['e', -1, 0, 1, '2/2'],
  ]);
});

test('a collapsed branch hides what is inside it, also when something inside is collapsed too', () => {
  const rows = rowsOf(tree);
  const names = (collapsed: readonly string[]): readonly string[] => visibleRows(rows, new Set(collapsed)).map((row) => row.span.id);
  expect(names([])).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(names(['b'])).toEqual(['a', 'b', 'd', 'e']);
  expect(names(['a', 'b'])).toEqual(['a', 'e']);
});

test('ancestors are named from the nearest to the root', () => {
  const rows = rowsOf(tree);
  expect(rows[2] === undefined ? [] : ancestors(rows, rows[2])).toEqual(['b', 'a']);
});

test('a chain of 100,000 spans is flattened', () => {
  let chain = span('leaf');
  for (let depth = 0; depth < 100_000; depth += 1) chain = span(`n${depth}`, { children: [chain] });
  const rows = rowsOf([chain]);
  expect([rows.length, rows.at(-1)?.depth, rows[0]?.size]).toEqual([100_001, 100_000, 100_001]);
});

const error = { code: 'error', message: 'broken' } as const;

test('an error came from the innermost span in error of each branch', () => {
  const failed = span('a', { status: error, children: [span('b', { children: [span('c')] }), span('d', { status: error, children: [span('e', { status: error })] })] });
  expect(rowsOf([failed]).filter((row) => row.errorOrigin).map((row) => row.span.id)).toEqual(['e']);
});

test('a trace opens at its innermost error that says what happened, else at its last model call, else at its first span', () => {
  const failed = span('x', { status: error, children: [span('y', { status: error }), span('z', { kind: 'LLM' })] });
  expect(startingPoint(rowsOf([failed]))?.span.id).toBe('y');
  const silent = span('w', { status: { code: 'error', message: '' } });
  expect(startingPoint(rowsOf([span('x', { status: error, children: [silent] })]))?.span.id).toBe('x');
  expect(startingPoint(rowsOf(tree))?.span.id).toBe('d');
  expect(startingPoint(rowsOf([span('only')]))?.span.id).toBe('only');
  expect(startingPoint([])).toBeUndefined();
});

test('the recorded MyRAG keeps its tree', () => {
  expect(rowsOf(golden('d_myrag').tree).map((row) => `${'  '.repeat(row.depth)}${row.span.name}`)).toEqual([
    'MyRAG.forward',
    '  Retrieve.forward',
    '    ColBERTv2.__call__',
    '  ChainOfThought.forward',
    '    Predict.forward',
    '      Predict(StringSignature).forward',
    '        ChatAdapter.__call__',
    '          LM.__call__',
  ]);
});
