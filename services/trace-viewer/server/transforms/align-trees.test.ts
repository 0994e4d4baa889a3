import { expect, test } from '@jest/globals';

import { alignTrees, type NamedSpan } from './align-trees.ts';

/** Names by depth: `Ask > search, LM > HTTP`. Written as lines, two blanks a level. */
function tree(...lines: readonly string[]): NamedSpan[] {
  const path: string[] = [];
  return lines.map((line, index) => {
    const depth = line.search(/\S/) / 2;
    path.length = depth;
    path.push(String(index));
    return { id: String(index), parentId: depth === 0 ? null : (path[depth - 1] ?? null), name: line.trim(), kind: 'x', start: BigInt(index), end: 1_000n };
  });
}

function aligned(a: NamedSpan[], b: NamedSpan[]): string[] {
  return alignTrees(a, b).map(({ depth, a: one, b: other }) => `${one === undefined ? '+' : other === undefined ? '-' : '='}${'  '.repeat(depth)} ${(one ?? other)?.name}`);
}

/** 3,000 siblings, of which the first and one more have a name of their own. */
function many(prefix: string): NamedSpan[] {
  return tree('Ask', ...Array.from({ length: 3_000 }, (_, index) => `  ${index === 0 ? prefix : ''}${index % 50}`), `  ${prefix}end`);
}

test('pairs siblings of one name in order, and shows what only one has where it stands', () => {
  expect(aligned(
    tree('Ask', '  search', '  LM', '    HTTP', '  LM', '  parse'),
    tree('Ask', '  search', '    cache', '  tool', '  LM', '    HTTP', '    HTTP', '  parse'),
  )).toEqual(['= Ask', '=   search', '+     cache', '+   tool', '=   LM', '=     HTTP', '+     HTTP', '-   LM', '=   parse']);
});

test('traces that have nothing in common stand one after the other', () => {
  expect(aligned(tree('A', '  x'), tree('B', '  x'))).toEqual(['+ B', '+   x', '- A', '-   x']);
  expect(aligned([], tree('B'))).toEqual(['+ B']);
});

test('3,000 siblings that differ in the middle take no longer than one can wait', () => {
  expect(alignTrees(many('a'), many('b'))).toHaveLength(3_004);
});
