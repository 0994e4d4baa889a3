import { expect, test } from '@jest/globals';

import { rowsOf } from '../fixtures/rows.ts';
import { golden, span } from '../fixtures/trace.ts';
import { countKinds, withoutHidden } from './detail.ts';

const outline = (rows: ReturnType<typeof withoutHidden>): readonly string[] => rows.map((row) => `${'  '.repeat(row.depth)}${row.span.name}`);
const none = new Set<string>();

test('compact shows of Python’s trace what the TypeScript instrumentation sends', () => {
  expect(outline(withoutHidden(rowsOf(golden('d_myrag').tree), 'compact', none))).toEqual([
    'MyRAG.forward', '  Retrieve.forward', '    ColBERTv2.__call__', '  ChainOfThought.forward', '    LM.__call__',
  ]);
});

test('a predictor that is the whole program stays', () => {
  const program = span('a', { name: 'Predict.forward', children: [span('b', { name: 'ChatAdapter.__call__', children: [span('c', { name: 'LM.__call__', kind: 'LLM' })] })] });
  expect(outline(withoutHidden(rowsOf([program]), 'compact', none))).toEqual(['Predict.forward', '  LM.__call__']);
});

test('what was below a hidden kind moves up, and sizes and places are those of what is left', () => {
  const tree = [span('a', { kind: 'LLM', children: [span('b', { children: [span('c', { kind: 'LLM' }), span('d', { kind: 'LLM' })] }), span('e', { kind: 'LLM' })] })];
  expect(withoutHidden(rowsOf(tree), 'full', new Set(['Chain'])).map((row) => [row.span.id, row.index, row.parent, row.depth, row.size, `${row.position}/${row.siblings}`])).toEqual([
    ['a', 0, -1, 0, 4, '1/1'], ['c', 1, 0, 1, 1, '1/3'], ['d', 2, 0, 1, 1, '2/3'], ['e', 3, 0, 1, 1, '3/3'],
  ]);
});

test('where an error came from is never hidden', () => {
  const tree = [span('a', { kind: 'LLM', children: [span('b', { status: { code: 'error', message: '' } }), span('c')] })];
  expect(outline(withoutHidden(rowsOf(tree), 'full', new Set(['Chain'])))).toEqual(['a', '  b']);
});

test('a full view without hidden kinds is the tree itself', () => {
  const rows = rowsOf([span('a')]);
  expect(withoutHidden(rows, 'full', none)).toBe(rows);
});

test('kinds are counted, most first', () => {
  expect(countKinds(rowsOf(golden('d_myrag').tree))).toEqual([
    { kind: 'CHAIN', label: 'Chain', spans: 5 }, { kind: 'RETRIEVER', label: 'Retriever', spans: 2 }, { kind: 'LLM', label: 'LLM', spans: 1 },
  ]);
});
