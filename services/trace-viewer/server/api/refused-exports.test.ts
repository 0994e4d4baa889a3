import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { startTestViewer } from '../../test-support/test-viewer.ts';

let viewer: Awaited<ReturnType<typeof startTestViewer>>;

beforeAll(async () => {
  viewer = await startTestViewer();
});

afterAll(async () => {
  await viewer[Symbol.asyncDispose]();
});

test('what came on a wrong path or in a wrong form is told, newest first; what the page asks in vain is not', async () => {
  const post = async (path: string, contentType: string): Promise<number> => (await fetch(viewer.url + path, { method: 'POST', headers: { 'content-type': contentType }, body: '{}' })).status;
  const statuses = [await post('/v1/trace?x=1', 'application/x-protobuf'), await post('/v1/traces', 'text/plain'), await post('/api/nothing', 'application/json'), await post('/v1/traces', 'application/json')];
  expect(statuses).toEqual([404, 415, 404, 200]);
  const answer = await (await fetch(`${viewer.url}/api/doctor`)).json();
  expect(answer).toEqual({
    refused: [
      { time: expect.stringMatching(/^\d{4}-.*Z$/), method: 'POST', path: '/v1/traces', content_type: 'text/plain', status: 415 },
      { time: expect.stringMatching(/^\d{4}-.*Z$/), method: 'POST', path: '/v1/trace', content_type: 'application/x-protobuf', status: 404 },
    ],
  });
});
