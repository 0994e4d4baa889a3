import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { getJson, postJson } from '../../../../test/support/http-json.ts';
import { type DemoLm, serveDemoLm } from '../../test-support/demo-lm.ts';

let lm: DemoLm;
beforeAll(async () => {
  lm = await serveDemoLm();
});
afterAll(async () => {
  await lm.close();
  expect(lm.reported).toEqual([]);
});

test('answers as a ColBERTv2 server does, to GET and POST', async () => {
  const got = await getJson(`${lm.base}/api/search?${new URLSearchParams({ query: 'What is the capital of France?', k: '3' })}`);
  expect(got).toMatchObject({
    status: 200,
    body: { topk: [{ pid: 0, rank: 1, score: expect.any(Number), prob: expect.any(Number), text: expect.stringMatching(/^Paris \| /) }, { rank: 2 }, { rank: 3 }], latency: expect.any(Number) },
  });
  const posted = await postJson(`${lm.base}/api/search`, { query: 'What is the capital of France?', k: 3 });
  expect(Object(posted.body).topk).toEqual(Object(got.body).topk);
});

test('gives ten without k and none for words that no passage has', async () => {
  expect(Object((await getJson(`${lm.base}/api/search?query=capital`)).body).topk).toHaveLength(10);
  expect(Object((await getJson(`${lm.base}/api/search?query=zzyzx`)).body).topk).toEqual([]);
});

test.each([
  ['query=x&k=three', 'k'],
  ['query=x&k=0', 'k'],
  ['query=x&k=1.5', 'k'],
  ['query=x&k=101', 'k'],
  ['query=x&k=2&k=3', 'k'],
  ['k=3', 'query'],
  ['query=%20', 'query'],
])('refuses ?%s', async (search, param) => {
  expect(await getJson(`${lm.base}/api/search?${search}`)).toMatchObject({ status: 400, body: { error: { param, message: expect.stringContaining(`'${param}'`) } } });
});

test.each<[unknown, string | null]>([
  [{ k: 3 }, 'query'],
  [{ query: 7 }, 'query'],
  [{ query: 'x', k: 'many' }, 'k'],
  ['[]', null],
])('refuses POST %j', async (body, param) => {
  expect(await postJson(`${lm.base}/api/search`, body)).toMatchObject({ status: 400, body: { error: { param } } });
});
