import { describe, expect, test } from '@jest/globals';
import { type Reply, startFakeProvider } from '../../test-fixtures/fake-provider.ts';
import { Retrieve } from '../module/retrieve.ts';
import type { Observer } from '../observe.ts';
import { context } from '../settings.ts';
import { ColBERTv2 } from './colbertv2.ts';
import { type Passage, Retriever } from './retriever.ts';

const HITS = [
  { text: 'Paris | Paris is the capital of France.', pid: 0, rank: 1, score: 17.43, prob: 0.9, long_text: 'Paris | Paris is the capital of France.' },
  { text: 'Rome | Rome is the capital of Italy.', pid: 'it-2', rank: 2, score: 15, prob: 0.1, long_text: 'Rome | Rome is the capital of Italy.' },
];

describe('ColBERTv2', () => {
  test('asks with query and k, and gives texts with ids, scores and what else is known', async () => {
    await using server = await startFakeProvider(() => ({ body: { topk: HITS } }));
    const passages = await new ColBERTv2({ url: `${server.url}/api/search?index=wiki`, headers: { 'x-team': 'a' } }).call('capital of France?', 2);
    expect(server.requests[0]).toMatchObject({ method: 'GET', path: '/api/search?index=wiki&query=capital+of+France%3F&k=2', headers: { 'x-team': 'a' } });
    expect(passages).toEqual([
      { text: HITS[0]?.text, id: '0', score: 17.43, metadata: { rank: 1, prob: 0.9, long_text: HITS[0]?.text } },
      { text: HITS[1]?.text, id: 'it-2', score: 15, metadata: { rank: 2, prob: 0.1, long_text: HITS[1]?.text } },
    ]);
  });

  test('posts the query when told to', async () => {
    await using server = await startFakeProvider(() => ({ body: { topk: HITS } }));
    const passages = await new ColBERTv2({ url: `${server.url}/api/search`, postRequests: true }).call('capital of France?', 2);
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/api/search', headers: { 'content-type': 'application/json' }, body: { query: 'capital of France?', k: 2 } });
    expect(passages.map(({ id }) => id)).toEqual(['0', 'it-2']);
  });

  test('gives no more than k passages', async () => {
    await using server = await startFakeProvider(() => ({ body: { topk: HITS } }));
    expect(await new ColBERTv2({ url: server.url }).call('q', 1)).toHaveLength(1);
  });

  test.each<[Reply, string, number | undefined]>([
    [{ status: 500, body: { error: true } }, 'answered HTTP 500: {"error":true}', 500],
    [{ body: '<html>' }, 'answered something that is not JSON: <html>', undefined],
    [{ body: { error: true, message: 'no index' } }, 'answered without a list "topk"', undefined],
    [{ body: { topk: ['text'] } }, 'a passage that is not an object', undefined],
    [{ body: { topk: [{ pid: 1 }] } }, 'a passage without "text"', undefined],
    ['hang up', 'could not be reached', undefined],
  ])('the answer %j is an error that says so', async (reply, message, status) => {
    await using server = await startFakeProvider(() => reply);
    await expect(new ColBERTv2({ url: server.url }).call('q')).rejects.toMatchObject({ code: 'retriever_unavailable', retriever: 'ColBERTv2', status, message: expect.stringContaining(message) });
  });

  test('ends with its time, and closes the connection', async () => {
    await using server = await startFakeProvider(() => 'silence');
    await expect(new ColBERTv2({ url: server.url, timeoutMs: 50 }).call('q')).rejects.toMatchObject({ code: 'timeout', message: expect.stringContaining('did not answer within 50 ms') });
    await server.abandoned;
  });

  test('ends when it is cancelled, with the reason', async () => {
    const controller = new AbortController();
    await using server = await startFakeProvider(() => {
      controller.abort(new Error('enough'));
      return 'silence';
    });
    await expect(context({ signal: controller.signal }, () => new ColBERTv2({ url: server.url }).call('q'))).rejects.toMatchObject({ code: 'aborted', cause: { message: 'enough' } });
    await server.abandoned;
  });

  test.each(['', 'localhost:8893', 'ftp://a.test/'])('the address %j is refused', (url) => {
    expect(() => new ColBERTv2({ url })).toThrow('needs the HTTP address of a search');
  });
});

/** A search of one's own. */
class Numbers extends Retriever {
  protected override async search(query: string, k: number): Promise<readonly Passage[]> {
    return Array.from({ length: k }, (_, index) => ({ text: `${query} ${index}`, id: String(index) }));
  }
}

describe('Retrieve', () => {
  test('gives the texts of the settings\' retriever, and the hits they come from', async () => {
    const kinds: string[] = [];
    const observer: Observer = { observe: (operation, next) => (kinds.push(`${operation.kind} ${operation.name}`), next()) };
    const retrieve = new Retrieve({ k: 2 });
    await context({ rm: new Numbers(), observers: [observer] }, async () => {
      const { passages, hits } = await retrieve.call({ query: 'q' });
      expect(passages).toEqual(['q 0', 'q 1']);
      expect(hits.map((hit) => hit.id)).toEqual(['0', '1']);
      expect((await retrieve.call({ query: 'q', k: 1 })).passages).toEqual(['q 0']);
    });
    expect(kinds.slice(0, 2)).toEqual(['module Retrieve', 'retriever Numbers']);
  });

  test.each([0, -1, 1.5, Number.NaN])('refuses %p passages', async (k) => {
    await using provider = await startFakeProvider(() => ({ body: { topk: [] } }));
    await expect(context({ rm: new ColBERTv2({ url: provider.url }) }, () => new Retrieve({ k }).call({ query: 'q' }))).rejects.toMatchObject({ code: 'invalid_configuration', message: `k has to be a whole number from 1, got ${k}` });
    expect(provider.requests).toEqual([]);
  });

  test('without a retriever says what to configure', async () => {
    await expect(new Retrieve().call({ query: 'q' })).rejects.toMatchObject({ code: 'not_configured', message: expect.stringContaining('configure({ rm') });
  });
});
