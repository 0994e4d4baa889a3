import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { projectConfigSchema } from '../project/config-schema.ts';
import { createModel } from './create-model.ts';

test.each([
  [undefined, '/v1/chat/completions'],
  ['chat', '/v1/chat/completions'],
  ['responses', '/v1/responses'],
])('model_type %s asks at %s', async (modelType, path) => {
  const paths: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url);
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"message":"no","type":"invalid_request_error"}}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const entry = { model: 'openai/gpt-5-mini', model_type: modelType, api_base: `http://127.0.0.1:${port}/v1`, api_key: 'sk-test', num_retries: 0 };
  const { models } = projectConfigSchema.parse({ models: { default: 'mini', registry: { mini: entry } } });
  const { mini } = models.registry;
  try {
    await expect(mini && createModel(mini, {}).call('hi')).rejects.toMatchObject({ code: 'invalid_request' });
    expect(paths).toEqual([path]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
