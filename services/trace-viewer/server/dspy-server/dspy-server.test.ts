import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';

import type { PromptRunInput } from '../../contract/prompt-run.ts';
import { DspyServer } from './dspy-server.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const INPUT: PromptRunInput = { model: 'mini', messages: [{ role: 'user', content: 'Why?' }], temperature: null, max_tokens: 10, origin: { trace_id: TRACE, span_id: 'b7ad6b7169203331' } };
const never = new AbortController().signal;

/** Answers everything alike, and keeps what it was asked. */
async function serverThatAnswers(status: number, body: unknown) {
  const asked: { readonly request: IncomingMessage; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      asked.push({ request, body: await text(request) });
      response.writeHead(status, { 'content-type': 'application/json', 'x-trace-id': TRACE });
      response.end(JSON.stringify(body));
    };
    void answer();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('a prompt is sent with the server’s key, and its answer says where it is traced', async () => {
  await using server = await serverThatAnswers(200, { text: 'Because.', response_model: 'gpt-4o-mini', finish_reason: 'stop', cost: 0.1 });
  const answer = await new DspyServer({ url: server.url, key: 'secret-key' }).run(INPUT, never);
  expect(answer).toEqual({ text: 'Because.', model: 'gpt-4o-mini', finish_reason: 'stop', cost: 0.1, duration_ms: expect.any(Number), trace_id: TRACE });
  expect(server.asked.map(({ request, body }) => [request.method, request.url, request.headers.authorization, JSON.parse(body)])).toEqual([['POST', '/api/prompt-runs', 'Bearer secret-key', INPUT]]);
});

test('its models are told', async () => {
  const models = [{ name: 'mini', model: 'openai/gpt-4o-mini' }];
  await using server = await serverThatAnswers(200, { models, default: 'mini' });
  expect(await new DspyServer({ url: server.url, key: undefined }).models(never)).toEqual({ models, unavailable: null });
});

test.each([
  [404, {}, 'takes no prompts: set server.prompt_runs to true'],
  [401, { detail: 'x' }, 'wants a key: start the viewer with the same DSPY_API_KEY'],
  [502, { detail: 'lm_unavailable: no answer' }, 'The dspy-server answered 502: lm_unavailable: no answer'],
  [200, { something: 'else' }, 'of different versions'],
])('what the server says against it with %i is passed on with what to do', async (status, body, words) => {
  await using server = await serverThatAnswers(status, body);
  expect((await new DspyServer({ url: server.url, key: undefined }).models(never)).unavailable).toContain(words);
});

test('a server that is not there, or not known, is said to be missing', async () => {
  await expect(new DspyServer({ url: 'http://127.0.0.1:9', key: undefined }).run(INPUT, never)).rejects.toMatchObject({ status: 409, message: expect.stringContaining('http://127.0.0.1:9 does not answer') });
  expect((await new DspyServer(undefined).models(never)).unavailable).toContain('set DSPY_SERVER_URL');
});
