import { expect, test } from '@jest/globals';
import { replaceLongRuns } from './long-runs.ts';

/** The same, one character after the other. */
function slowly(text: string, length: number): string {
  return text.replace(new RegExp(String.raw`[\w.+/=:@~-]{${length},}`, 'g'), (run, start) => `<${start}:${run}>`);
}

test('finds the runs that a regular expression finds, in whatever text', () => {
  let seed = 1;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let round = 0; round < 2_000; round++) {
    const length = 1 + random(6);
    const text = Array.from({ length: random(60) }, () => ['a', 'Z', '9', '-', ' ', '"', 'é', '😀', '\n'][random(9)]).join('');
    expect({ text, length, found: replaceLongRuns(text, length, (run, start) => `<${start}:${run}>`) }).toEqual({ text, length, found: slowly(text, length) });
  }
});

test('gives the text itself when nothing is replaced', () => {
  expect(replaceLongRuns('abcdef ghijkl', 3, (run) => run)).toBe('abcdef ghijkl');
});
