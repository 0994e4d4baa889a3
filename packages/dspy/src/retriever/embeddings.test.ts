import { describe, expect, test } from '@jest/globals';
import type { Observer } from '../observe.ts';
import { Retrieve } from '../module/retrieve.ts';
import { Example } from '../prediction/example.ts';
import { context } from '../settings.ts';
import { Embeddings } from './embeddings.ts';
import { KNN } from './knn.ts';

const WORDS = ['tea', 'milk', 'cup', 'green', 'sea'];
const counts = (texts: readonly string[]): number[][] => texts.map((text) => WORDS.map((word) => text.split(word).length - 1));
const CORPUS = ['tea tea with milk', 'a cup', 'green tea', 'the green sea', 'milk'];

/** Numbers that look random and are the same every time. */
function noise(seed: number): number {
  const value = Math.sin(seed * 12.9898) * 43758.5453;
  return value - Math.floor(value) - 0.5;
}

const noises = (texts: readonly string[]): number[][] => texts.map((text) => Array.from({ length: 16 }, (_, place) => noise(Number(text) * 16 + place)));
const numbers = (texts: readonly string[]): number[][] => texts.map((text) => [Number(text), 1, 0]);
const ragged = (texts: readonly string[]): number[][] => texts.map((text) => Array.from(text, () => 1));

describe('Embeddings', () => {
  test('finds the passages nearest in direction, best first', async () => {
    const found = await new Embeddings({ corpus: CORPUS, embedder: counts }).call('green tea, please', 3);
    expect(found.map(({ text, id, score }) => [text, id, Number(score?.toFixed(3))])).toEqual([
      ['green tea', '2', 1],
      ['tea tea with milk', '0', 0.632],
      ['the green sea', '3', 0.5],
    ]);
  });

  test('lets length count when told not to normalize', async () => {
    const [first] = await new Embeddings({ corpus: CORPUS, embedder: counts, normalize: false, k: 1 }).call('tea');
    expect(first).toEqual({ text: 'tea tea with milk', id: '0', score: 2 });
  });

  test('embeds the passages once, and again after a failure', async () => {
    const asked: number[] = [];
    const embedder = (texts: readonly string[]): number[][] => {
      asked.push(texts.length);
      if (asked.length === 1) throw new Error('out of order');
      return counts(texts);
    };
    const search = new Embeddings({ corpus: CORPUS, embedder });
    await expect(search.build()).rejects.toThrow('out of order');
    await search.call('tea');
    await search.call('milk');
    expect(asked).toEqual([5, 5, 1, 1]);
  });

  test('embeds the passages for those who still wait when the search that began with it is cancelled', async () => {
    const controller = new AbortController();
    let calls = 0;
    const embedder = async (texts: readonly string[]): Promise<number[][]> => {
      calls += 1;
      return calls === 1 ? new Promise(() => undefined) : counts(texts);
    };
    const search = new Embeddings({ corpus: CORPUS, embedder, k: 1 });
    const cancelled = context({ signal: controller.signal }, () => search.call('tea'));
    const waiting = search.call('milk');
    controller.abort(new Error('the visitor left'));
    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
    expect(await waiting).toMatchObject([{ text: 'milk' }]);
  });

  test('a search that is cancelled, or has no time left, does not wait for passages that another has embedded', async () => {
    const controller = new AbortController();
    const ready = Promise.withResolvers<void>();
    const search = new Embeddings({ corpus: CORPUS, k: 1, embedder: async (texts) => ready.promise.then(() => counts(texts)) });
    const first = search.call('milk');
    const cancelled = context({ signal: controller.signal }, () => search.call('tea'));
    const hurried = context({ timeoutMs: 1 }, () => search.call('tea'));
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
    await expect(hurried).rejects.toMatchObject({ code: 'timeout', message: expect.stringContaining('the passages were not embedded within 1 ms') });
    ready.resolve();
    expect(await first).toMatchObject([{ text: 'milk' }]);
  });

  test('serves Retrieve, and shows itself to observers', async () => {
    const kinds: string[] = [];
    const observer: Observer = { observe: (operation, next) => (kinds.push(`${operation.kind} ${operation.name}`), next()) };
    const rm = new Embeddings({ corpus: CORPUS, embedder: counts });
    const { passages } = await context({ rm, observers: [observer] }, () => new Retrieve({ k: 1 }).call({ query: 'sea' }));
    expect(passages).toEqual(['the green sea']);
    expect(kinds).toEqual(['module Retrieve', 'retriever Embeddings', 'embedding Embedder', 'embedding Embedder']);
  });

  test('an approximate search finds what an exact one does, mostly', async () => {
    const corpus = Array.from({ length: 2_000 }, (_, index) => String(index));
    const [exact, near] = await Promise.all([false, true].map((approximate) => new Embeddings({ corpus, embedder: noises, approximate, k: 10 }).call('77')));
    expect(near?.[0]).toMatchObject({ id: '77', score: expect.closeTo(1, 3) });
    const ids = new Set(exact?.map(({ id }) => id));
    expect(near?.filter(({ id }) => ids.has(id)).length).toBeGreaterThanOrEqual(8);
  });

  test('looks through more passages than it compares at once', async () => {
    const corpus = Array.from({ length: 40_000 }, (_, index) => String(index));
    const found = await new Embeddings({ corpus, embedder: numbers, normalize: false, k: 2 }).call('1');
    expect(found.map(({ id }) => id)).toEqual(['39999', '39998']);
  });

  test('refuses no passages, and vectors of several lengths', async () => {
    expect(() => new Embeddings({ corpus: [], embedder: counts })).toThrow('at least one passage');
    await expect(new Embeddings({ corpus: ['a', 'ab'], embedder: ragged }).call('a')).rejects.toMatchObject({ code: 'retriever_unavailable', message: expect.stringContaining('2 numbers after one of 1') });
  });
});

describe('KNN', () => {
  const trainset = CORPUS.map((drink) => new Example({ drink, label: drink.length }).withInputs('drink'));

  test('finds the examples with the nearest inputs', async () => {
    const found = await new KNN({ k: 2, trainset, vectorizer: counts }).call({ drink: 'green' });
    expect(found.map(({ label }) => label)).toEqual([9, 13]);
  });

  test.each([
    [{ k: 0, trainset }, 'k has to be a whole number from 1, got 0'],
    [{ k: 1, trainset: [] }, 'at least one example'],
  ])('refuses what cannot work', (options, message) => {
    expect(() => new KNN({ ...options, vectorizer: counts })).toThrow(message);
  });
});
