import { expect, test } from '@jest/globals';
import { CORPUS } from './corpus.ts';
import { SearchIndex } from './search-index.ts';

const index = new SearchIndex(CORPUS);

test('the corpus has 250 to 400 titled passages, each once', () => {
  expect(CORPUS.length).toBeGreaterThanOrEqual(250);
  expect(CORPUS.length).toBeLessThanOrEqual(400);
  expect(CORPUS.filter((passage) => !/^[^|]+ \| .+\.$/.test(passage))).toEqual([]);
  expect(new Set(CORPUS.map((passage) => passage.split(' | ')[0])).size).toBe(CORPUS.length);
});

test('the best passage comes first, with ranks from 1 and shares that sum to 1', () => {
  const hits = index.search('What is the capital of France?', 3);
  expect(hits[0]).toMatchObject({ pid: 0, rank: 1, text: expect.stringMatching(/^Paris \| Paris is the capital/), long_text: hits[0]?.text });
  expect(hits.map((hit) => hit.rank)).toEqual([1, 2, 3]);
  expect(hits.map((hit) => hit.score)).toEqual(hits.map((hit) => hit.score).toSorted((a, b) => b - a));
  expect(hits.reduce((sum, hit) => sum + hit.prob, 0)).toBeCloseTo(1, 4);
});

test('word forms and accents do not matter', () => {
  expect(index.search('REYKJAVIK', 1)[0]?.text).toMatch(/^Reykjavík/);
  expect(index.search('paintings by Picasso', 1)[0]?.text).toMatch(/^Guernica/);
});

test('words that no passage has find nothing', () => {
  expect(index.search('zzyzx qwertz', 5)).toEqual([]);
  expect(index.search('the of and', 5)).toEqual([]);
});

test('a rarer word weighs more', () => {
  expect(index.weight('penicillin')).toBeGreaterThan(index.weight('capit'));
  expect(index.weight('capit')).toBeGreaterThan(0);
});
