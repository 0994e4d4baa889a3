import { expect, test } from '@jest/globals';
import { PythonRandom } from './python-random.ts';

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

/** What `random.Random(seed)` gives in Python 3.11. */
test.each([
  [0, [0.8444218515250481, 0.7579544029403025], [7, 8, 1, 5, 3, 4, 2, 0, 9, 6], [[6, 9, 0, 2], [65, 62, 51], [2, 3, 1, 0, 4], [9, 4, 24, 3, 19, 8, 17, 22, 25, 28, 29, 26, 2, 10, 15, 27]], [4, 13], 'g'],
  [1, [0.13436424411240122, 0.8474337369372327], [6, 8, 9, 7, 5, 3, 0, 4, 1, 2], [[2, 1, 4, 0], [63, 97, 57], [3, 4, 0, 2, 1], [0, 28, 26, 12, 13, 19, 29, 22, 14, 8, 7, 18, 3, 10, 23, 15]], [2, 5], 'b'],
  [7, [0.32383276483316237, 0.15084917392450192], [8, 3, 1, 4, 7, 0, 9, 6, 2, 5], [[5, 2, 6, 9], [6, 9, 68], [0, 2, 3, 4, 1], [1, 2, 13, 27, 28, 7, 25, 17, 26, 29, 18, 3, 24, 20, 12, 0]], [3, 11], 'c'],
  [123_456_789_012, [0.37701448538609916, 0.02069602357922562], [2, 8, 5, 7, 9, 3, 1, 4, 0, 6], [[6, 0, 4, 1], [53, 25, 18], [3, 1, 2, 4, 0], [16, 6, 5, 11, 1, 8, 4, 10, 29, 3, 2, 23, 0, 9, 21, 28]], [4, 13], 'd'],
])('draws with seed %d what Python draws', (seed, numbers, shuffled, samples, integers, letter) => {
  const numbered = new PythonRandom(seed);
  expect([numbered.random(), numbered.random()]).toEqual(numbers);
  expect(new PythonRandom(seed).shuffled(range(10))).toEqual(shuffled);
  const sampled = new PythonRandom(seed);
  expect([sampled.sample(range(10), 4), sampled.sample(range(100), 3), sampled.sample(range(5), 5), sampled.sample(range(30), 16)]).toEqual(samples);
  expect([new PythonRandom(seed).integer(1, 4), new PythonRandom(seed).integer(1, 16)]).toEqual(integers);
  expect(new PythonRandom(seed).choice('abcdefg'.split(''))).toBe(letter);
});

test('a sample of more than there is is everything', () => {
  expect(new Set(new PythonRandom(0).sample([1, 2, 3], 9))).toEqual(new Set([1, 2, 3]));
  expect(new PythonRandom(0).sample([], 2)).toEqual([]);
});
