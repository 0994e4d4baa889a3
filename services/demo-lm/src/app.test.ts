import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { getJson } from '../../../test/support/http-json.ts';
import { type DemoLm, serveDemoLm } from '../test-support/demo-lm.ts';

let lm: DemoLm;
beforeAll(async () => {
  lm = await serveDemoLm();
});
afterAll(async () => {
  await lm.close();
  expect(lm.reported).toEqual([]);
});

test('lists its model and knows every name', async () => {
  expect(await getJson(`${lm.base}/v1/models`)).toMatchObject({ status: 200, body: { object: 'list', data: [{ id: 'demo-lm', object: 'model' }] } });
  expect(await getJson(`${lm.base}/v1/models/gpt-4o`)).toMatchObject({ status: 200, body: { id: 'gpt-4o' } });
});

test('says that it is alive', async () => {
  expect(await getJson(`${lm.base}/health/live`)).toMatchObject({ status: 200, body: { status: 'ok' } });
});

test('an unknown address is 404, a wrong method 405 with those allowed', async () => {
  expect(await getJson(`${lm.base}/v1/nothing`)).toMatchObject({ status: 404, body: { error: { type: 'invalid_request_error', code: 'unknown_url' } } });
  const answer = await getJson(`${lm.base}/v1/chat/completions`);
  expect(answer).toMatchObject({ status: 405, body: { error: { code: 'method_not_allowed' } } });
  expect(answer.headers.get('allow')).toBe('POST');
});
