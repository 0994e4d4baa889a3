import { expect, test } from '@jest/globals';

import { FlameFold, type FlameSpan } from './flame.ts';

const span = (name: string, parent: number, start: number, end: number, kind = 'CHAIN'): FlameSpan => ({ name, kind, parent, start, end });

function folded(traces: readonly (readonly FlameSpan[])[], until = 100, most = 100) {
  const fold = new FlameFold<string>();
  for (const [number, spans] of traces.entries()) fold.add(spans, until, (index) => `${number}.${index}`);
  return fold.frames(most);
}

test('spans of the same path of names become one frame, over traces too, that keeps where the longest is', () => {
  const { frames, leftOut } = folded([
    [span('rag', -1, 0, 10), span('lm', 0, 1, 4, 'LLM'), span('lm', 0, 4, 9, 'LLM')],
    [span('rag', -1, 0, 20), span('lm', 0, 2, 19, 'LLM'), span('search', 0, 0, 2)],
  ]);
  expect(frames).toEqual([
    { parent: -1, depth: 0, name: 'rag', kind: 'CHAIN', count: 2, total: 30, self: 3, width: 30, longest: '1.0', longestTime: 20 },
    { parent: 0, depth: 1, name: 'lm', kind: 'LLM', count: 3, total: 25, self: 25, width: 25, longest: '1.1', longestTime: 17 },
    { parent: 0, depth: 1, name: 'search', kind: 'CHAIN', count: 1, total: 2, self: 2, width: 2, longest: '1.2', longestTime: 2 },
  ]);
  expect(leftOut).toBe(0);
});

test('the same name on another path, or of another kind, is another frame', () => {
  const { frames } = folded([[span('a', -1, 0, 10), span('x', 0, 0, 5), span('x', 1, 0, 5), span('x', 0, 5, 9, 'TOOL')]]);
  expect(frames.map(({ name, kind, parent }) => [name, kind, parent])).toEqual([['a', 'CHAIN', -1], ['x', 'CHAIN', 0], ['x', 'CHAIN', 1], ['x', 'TOOL', 0]]);
});

test('what ran side by side widens the frame it lies in, and a span that runs still ends now', () => {
  const { frames } = folded([[span('a', -1, 0, Infinity), span('b', 0, 0, 10), span('c', 0, 0, 10)]], 10);
  expect(frames.map(({ name, total, self, width }) => [name, total, self, width])).toEqual([['a', 10, 0, 20], ['b', 10, 10, 10], ['c', 10, 10, 10]]);
});

test('a frame never comes without the one it lies in: the narrowest are left out first, and counted', () => {
  const { frames, leftOut } = folded([[span('a', -1, 0, 10), span('narrow', 0, 0, 1), span('wide', 0, 1, 9), span('inside', 2, 2, 9)]], 100, 3);
  expect(frames.map(({ name, parent }) => [name, parent])).toEqual([['a', -1], ['wide', 0], ['inside', 1]]);
  expect(leftOut).toBe(1);
});

test('a depth beyond the stack of JavaScript is no trouble', () => {
  const deep = Array.from({ length: 50_000 }, (_, index) => span(`n${index}`, index - 1, 0, 1));
  expect(folded([deep], 100, 1_000_000).frames.at(-1)?.depth).toBe(49_999);
});
