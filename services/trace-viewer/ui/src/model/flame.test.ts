import { expect, test } from '@jest/globals';

import { rowsOf } from '../fixtures/rows.ts';
import { span } from '../fixtures/trace.ts';
import { flameOfRows, flameStep, frameKeys, layoutFlame, type Frame } from './flame.ts';

const frame = (name: string, parent: number, depth: number, widthMs: number): Frame => ({ name, parent, depth, kind: 'CHAIN', count: 1, totalMs: widthMs, selfMs: 0, widthMs });

const FRAMES = [frame('a', -1, 0, 75), frame('b', 0, 1, 50), frame('c', 1, 2, 25), frame('d', 0, 1, 25), frame('z', -1, 0, 25)];

const at = (id: string, from: number, to: number, name = id) => span(id, { name, start: String(from * 1e6), end: String(to * 1e6) });

test('a trace is folded by its paths of names; each row knows its frame, each frame its longest row', () => {
  const rows = rowsOf([{ ...at('root', 0, 10), children: [at('l1', 0, 2, 'lm'), at('l2', 2, 9, 'lm')] }]);
  const { frames, frameOf } = flameOfRows(rows, 10);
  expect(frames.map(({ name, count, totalMs, longest }) => [name, count, totalMs, longest.span.id])).toEqual([['root', 1, 10, 'root'], ['lm', 2, 9, 'l2']]);
  expect([...frameOf]).toEqual([['root', 0], ['l1', 1], ['l2', 1]]);
});

test('frames lie side by side below the one that called them', () => {
  expect(layoutFlame(FRAMES, -1)).toEqual([
    { index: 0, left: 0, width: 0.75 }, { index: 1, left: 0, width: 0.5 }, { index: 2, left: 0, width: 0.25 }, { index: 3, left: 0.5, width: 0.25 }, { index: 4, left: 0.75, width: 0.25 },
  ]);
});

test('zoomed in, a frame and what leads to it fill the width, and only what it called is below', () => {
  expect(layoutFlame(FRAMES, 1)).toEqual([{ index: 0, left: 0, width: 1 }, { index: 1, left: 0, width: 1 }, { index: 2, left: 0, width: 0.5 }]);
});

test('what is less than a pixel, and what is very deep, is not drawn before one zooms in', () => {
  expect(layoutFlame([frame('a', -1, 0, 10_000), frame('b', 0, 1, 1)], -1).map(({ index }) => index)).toEqual([0]);
  const deep = Array.from({ length: 1_000 }, (_, index) => frame(`n${index}`, index - 1, index, 1));
  expect(layoutFlame(deep, -1)).toHaveLength(120);
  expect(layoutFlame(deep, 900).at(-1)?.index).toBe(999);
});

test('frames that took no time are drawn nowhere', () => {
  expect(layoutFlame([frame('a', -1, 0, 0)], -1)).toEqual([]);
});

test('arrows lead to the caller, to the widest that was called, and sideways', () => {
  const boxes = layoutFlame(FRAMES, -1);
  const step = (from: number, key: Parameters<typeof flameStep>[3]): number => flameStep(FRAMES, boxes, from, key);
  expect([step(0, 'ArrowDown'), step(1, 'ArrowRight'), step(3, 'ArrowUp'), step(0, 'ArrowRight'), step(0, 'ArrowLeft'), step(0, 'ArrowUp'), step(4, 'ArrowDown'), step(-1, 'ArrowDown')]).toEqual([1, 3, 0, 4, 0, 0, 4, 0]);
});

test('a frame keeps its key while others come; another path has another', () => {
  const keys = frameKeys(FRAMES);
  expect(new Set(keys).size).toBe(FRAMES.length);
  expect(frameKeys(FRAMES.slice(0, 2))).toEqual(keys.slice(0, 2));
  expect(frameKeys([frame('new', -1, 0, 1), frame('a', -1, 0, 75), frame('b', 1, 1, 50)]).slice(1)).toEqual(keys.slice(0, 2));
});
