import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { postJson, sendJson } from '../../../../test/support/http-json.ts';
import { type DemoLm, serveDemoLm, user } from '../../test-support/demo-lm.ts';

let lm: DemoLm;
beforeAll(async () => {
  lm = await serveDemoLm();
});
afterAll(async () => {
  await lm.close();
  expect(lm.reported).toEqual([]);
});

test.each<[string, unknown, number, object]>([
  ['text that is not JSON', '{"model":', 400, { code: 'invalid_json', message: expect.stringMatching(/cannot be read as JSON/) }],
  ['a list', '[]', 400, { code: 'invalid_json' }],
  ['no model', { messages: [user('x')] }, 400, { code: 'missing_required_parameter', param: 'model', message: "Missing required parameter: 'model'." }],
  ['no messages', { model: 'm' }, 400, { code: 'missing_required_parameter', param: 'messages' }],
  ['an empty list of messages', { model: 'm', messages: [] }, 400, { param: 'messages' }],
  ['a role that is none', { model: 'm', messages: [{ role: 'king', content: 'x' }] }, 400, { param: 'messages[0].role' }],
  ['a message without content', { model: 'm', messages: [{ role: 'user' }] }, 400, { param: 'messages[0].content' }],
  ['content that is a number', { model: 'm', messages: [user('x'), user(7)] }, 400, { param: 'messages[1].content' }],
  ['a text part without text', { model: 'm', messages: [user([{ type: 'text' }])] }, 400, { param: 'messages[0].content[0].text' }],
  ['a tool message without its call', { model: 'm', messages: [{ role: 'tool', content: '6' }] }, 400, { param: 'messages[0].tool_call_id' }],
  ['n of 0', { model: 'm', messages: [user('x')], n: 0 }, 400, { param: 'n' }],
  ['a negative limit', { model: 'm', messages: [user('x')], max_completion_tokens: -1 }, 400, { param: 'max_completion_tokens' }],
  ['a temperature of 3', { model: 'm', messages: [user('x')], temperature: 3 }, 400, { param: 'temperature' }],
  ['stream options without a stream', { model: 'm', messages: [user('x')], stream_options: {} }, 400, { param: 'stream_options' }],
  ['a format that is none', { model: 'm', messages: [user('x')], response_format: { type: 'yaml' } }, 400, { param: 'response_format.type' }],
  ['a tool without a name', { model: 'm', messages: [user('x')], tools: [{ type: 'function', function: {} }] }, 400, { param: 'tools[0].function.name' }],
  ['a choice of tools without tools', { model: 'm', messages: [user('x')], tool_choice: 'auto' }, 400, { param: 'tool_choice' }],
  [
    'a choice of a tool that is not offered',
    { model: 'm', messages: [user('x')], tools: [{ type: 'function', function: { name: 'a' } }], tool_choice: { type: 'function', function: { name: 'b' } } },
    400,
    { param: 'tool_choice' },
  ],
])('refuses %s', async (_name, body, status, error) => {
  const answer = await postJson(`${lm.base}/v1/chat/completions`, body);
  expect(answer).toMatchObject({ status, body: { error: { type: 'invalid_request_error', ...error } } });
  expect(Object.keys(Object(answer.body).error)).toEqual(['message', 'type', 'param', 'code']);
});

test('refuses a body that is not sent as JSON', async () => {
  const answer = await sendJson(`${lm.base}/v1/chat/completions`, { method: 'POST', body: JSON.stringify({ model: 'm', messages: [user('x')] }) });
  expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid_json', message: expect.stringContaining('Content-Type: application/json') } } });
});

test('refuses a body over 20 MB', async () => {
  const answer = await lm.chat({ messages: [user('x'.repeat(21 * 1024 * 1024))] });
  expect(answer).toMatchObject({ status: 413, body: { error: { code: 'request_too_large' } } });
});
