import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { failureOf, KEY } from '../../test-fixtures/asking.ts';
import { failure, type FakeProvider, type RecordedRequest, type Reply, startFakeProvider } from '../../test-fixtures/fake-provider.ts';
import type { Observer } from '../observe.ts';
import type { Operation } from '../operation.ts';
import { Embeddings } from '../retriever/embeddings.ts';
import { context } from '../settings.ts';
import { configureCache, resetMemoryCache } from './cache/response-cache.ts';
import { Embedder, type EmbedderOptions, type EmbeddingResponse } from './embedder.ts';

const AT_ONCE = { headers: { 'retry-after-ms': '0' } };

/** A vector that tells its text: the codes of its letters. */
const vectorOf = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));
const textsOf = ({ body }: RecordedRequest): string[] => body['input'] as string[];

function embeddings(texts: readonly string[], vector = vectorOf): Reply {
  return { body: { object: 'list', model: 'text-embedding-3-small', data: texts.map((text, index) => ({ object: 'embedding', index, embedding: vector(text) })), usage: { prompt_tokens: 5 * texts.length, total_tokens: 5 * texts.length } } };
}

let provider: FakeProvider;
beforeEach(async () => {
  configureCache({ disk: false });
  provider = await startFakeProvider((request) => embeddings(textsOf(request)));
});
afterEach(async () => {
  await provider[Symbol.asyncDispose]();
  configureCache({});
});

const embedderAt = ({ url }: FakeProvider, options: EmbedderOptions = {}): Embedder => new Embedder('openai/text-embedding-3-small', { apiBase: `${url}/v1`, apiKey: KEY, ...options });

/** What observers are told of a call. */
async function told(run: () => Promise<unknown>): Promise<EmbeddingResponse[]> {
  const responses: EmbeddingResponse[] = [];
  const observer: Observer = {
    async observe(operation: Operation, next) {
      const result = await next();
      if (operation.kind === 'embedding') responses.push(result as EmbeddingResponse);
      return result;
    },
  };
  await context({ observers: [observer] }, run);
  return responses;
}

describe('a provider\'s model', () => {
  test('gives a vector for a text, and vectors for texts, in order', async () => {
    const embedder = embedderAt(provider, { headers: { 'x-team': 'a' } });
    expect(await embedder.call('ab')).toEqual([97, 98]);
    expect(await embedder.call(['c', 'de'])).toEqual([[99], [100, 101]]);
    expect(await embedder.call([])).toEqual([]);
    expect(provider.requests.map(({ path, headers, body: { encoding_format: _form, ...body } }) => [path, headers.authorization, headers['x-team'], body])).toEqual([
      ['/v1/embeddings', `Bearer ${KEY}`, 'a', { model: 'text-embedding-3-small', input: ['ab'] }],
      ['/v1/embeddings', `Bearer ${KEY}`, 'a', { model: 'text-embedding-3-small', input: ['c', 'de'] }],
    ]);
  });

  test('is sent no more texts at a time than it is told', async () => {
    expect(await embedderAt(provider, { batchSize: 2 }).call(['a', 'b', 'c'])).toEqual([[97], [98], [99]]);
    expect(provider.requests.map(textsOf)).toEqual([['a', 'b'], ['c']]);
  });

  test('is asked only for texts that the cache does not have, and tells what it took', async () => {
    const embedder = embedderAt(provider);
    const run = async (): Promise<void> => {
      await embedder.call(['a', 'b']);
      await embedder.call(['b', 'c']);
      await embedder.call(['c', 'a']);
    };
    expect(await told(run)).toEqual([
      { embeddings: [[97], [98]], model: 'openai/text-embedding-3-small', promptTokens: 10, cost: expect.closeTo(2e-7, 12), cacheHit: false },
      { embeddings: [[98], [99]], model: 'openai/text-embedding-3-small', promptTokens: 5, cost: expect.closeTo(1e-7, 12), cacheHit: false },
      { embeddings: [[99], [97]], model: 'openai/text-embedding-3-small', cacheHit: true },
    ]);
    expect(provider.requests.map(textsOf)).toEqual([['a', 'b'], ['c']]);
    resetMemoryCache();
    await embedder.call('a');
    await embedderAt(provider, { cache: false }).call('a');
    expect(provider.requests).toHaveLength(4);
  });

  test('is asked again after failures that may pass, and not after others', async () => {
    await using broken = await startFakeProvider((request, index) => (index === 0 ? failure(503, 'busy', AT_ONCE) : index === 1 ? embeddings(textsOf(request)) : failure(401, `wrong key ${KEY}`)));
    expect(await embedderAt(broken).call('a')).toEqual([97]);
    const error = await failureOf(embedderAt(broken).call('b'));
    expect(error).toMatchObject({ code: 'auth', model: 'openai/text-embedding-3-small' });
    expect(error.message).not.toContain(KEY);
    expect(broken.requests).toHaveLength(3);
  });

  test('that gives fewer vectors than there are texts is refused', async () => {
    await using short = await startFakeProvider(() => embeddings(['a']));
    expect(await failureOf(embedderAt(short).call(['a', 'b']).then(String))).toMatchObject({ code: 'unexpected_response', message: expect.stringContaining('gave 1 vectors for 2 texts') });
  });

  test('of a provider without embeddings says so', async () => {
    const error = await failureOf(new Embedder('anthropic/claude-haiku-4-5', { apiKey: KEY }).call('a').then(String));
    expect(error).toMatchObject({ code: 'unsupported_feature', message: expect.stringContaining('the provider of anthropic/claude-haiku-4-5 has no embeddings') });
  });

  test('ends with its time or the caller\'s, and closes the connection', async () => {
    await using silent = await startFakeProvider(() => 'silence');
    expect(await failureOf(embedderAt(silent, { timeoutMs: 20, numRetries: 0 }).call('a').then(String))).toMatchObject({ code: 'timeout' });
    await silent.abandoned;
    const controller = new AbortController();
    await using waiting = await startFakeProvider(() => {
      controller.abort(new Error('enough'));
      return 'silence';
    });
    expect(await failureOf(context({ signal: controller.signal }, () => embedderAt(waiting).call('a').then(String)))).toMatchObject({ code: 'aborted', cause: { message: 'enough' } });
    await waiting.abandoned;
  });
});

test('Embeddings scores passages as Python DSPy does with the same vectors', async () => {
  const vectors = new Map([
    ['Paris is the capital of France', [0, -0.5, 0, 0.5, -0.5, 0, 0.5, 0]],
    ['Berlin is the capital of Germany', [-0.5, 0, 0, 0, -0.5, 0, 0.5, -0.5]],
    ['capital of France', [0, -0.57735, 0, 0, -0.57735, 0, -0.57735, 0]],
  ]);
  await using recorded = await startFakeProvider((request) => embeddings(textsOf(request), (text) => vectors.get(text) ?? []));
  const corpus = [...vectors.keys()].slice(0, 2);
  const found = await new Embeddings({ corpus, embedder: embedderAt(recorded), k: 2 }).call('capital of France');
  expect(found).toEqual([
    { text: corpus[0], id: '0', score: expect.closeTo(0.288675, 5) },
    { text: corpus[1], id: '1', score: expect.closeTo(0, 5) },
  ]);
  expect(recorded.requests.map(textsOf)).toEqual([corpus, ['capital of France']]);
});

describe('a function of one\'s own', () => {
  test('is called with the texts and the caller\'s signal, in batches, and never cached', async () => {
    const { signal } = new AbortController();
    const calls: [readonly string[], boolean][] = [];
    const embedder = new Embedder(
      (texts, options) => {
        calls.push([texts, options.signal !== undefined]);
        return texts.map(vectorOf);
      },
      { batchSize: 1 },
    );
    expect(await context({ signal }, () => embedder.call(['a', 'b']))).toEqual([[97], [98]]);
    expect(await embedder.call('a')).toEqual([97]);
    expect(calls).toEqual([[['a'], true], [['b'], true], [['a'], false]]);
    expect(embedder.model).toBe('function');
  });

  test('may fail, and what it throws comes out', async () => {
    const embedder = new Embedder(() => Promise.reject(new RangeError('too much')));
    await expect(embedder.call('a')).rejects.toThrow(RangeError);
  });
});

test.each<[EmbedderOptions, string]>([
  [{ batchSize: 0 }, 'batchSize must be a whole number from 1, got 0'],
  [{ numRetries: 1.5 }, 'numRetries of the embedder has to be a whole number from 0, got 1.5'],
  [{ timeoutMs: Number.NaN }, 'timeoutMs of the embedder has to be more than 0'],
])('%j is refused', (options, message) => {
  expect(() => new Embedder('openai/text-embedding-3-small', options)).toThrow(message);
});
