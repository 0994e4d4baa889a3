import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { postJson } from '../../../../test/support/http-json.ts';
import { CAPITALS, CAPITALS_ANSWER, type DemoLm, ragMessages, serveDemoLm, user } from '../../test-support/demo-lm.ts';

let lm: DemoLm;
beforeAll(async () => {
  lm = await serveDemoLm();
});
afterAll(async () => {
  await lm.close();
  expect(lm.reported).toEqual([]);
});

test('answers from the passages in the prompt, with usage', async () => {
  const { status, body } = await lm.chat({ messages: CAPITALS });
  expect(status).toBe(200);
  expect(body).toEqual({
    id: expect.stringMatching(/^chatcmpl-[0-9a-f]{16}$/),
    object: 'chat.completion',
    created: expect.any(Number),
    model: 'gpt-4o-mini',
    choices: [{ index: 0, message: { role: 'assistant', content: CAPITALS_ANSWER, refusal: null }, logprobs: null, finish_reason: 'stop' }],
    usage: {
      prompt_tokens: 162,
      completion_tokens: 45,
      total_tokens: 207,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
    },
    system_fingerprint: 'fp_demo',
  });
});

test('accepts any model and any key or none', async () => {
  const { status, body } = await postJson(`${lm.base}/v1/chat/completions`, { model: 'any/model:name', messages: [user('Who wrote Hamlet?')] }, { authorization: 'Bearer anything' });
  expect(status).toBe(200);
  expect(body).toMatchObject({ model: 'any/model:name', choices: [{ message: { content: expect.stringContaining('William Shakespeare') } }] });
});

test('reads content in parts, images among them', async () => {
  const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } };
  const parts = await lm.chat({ messages: [user([{ type: 'text', text: 'What is the capital ' }, { type: 'text', text: 'of Peru?' }])] });
  const withImage = await lm.chat({ messages: [user([{ type: 'text', text: 'What is the capital of Peru?' }, image])] });
  expect(parts.body).toMatchObject({ choices: [{ message: { content: expect.stringMatching(/^Lima/) } }] });
  expect(withImage).toMatchObject({ status: 200, body: { usage: { prompt_tokens: expect.any(Number) } } });
});

test('says that the passages do not answer', async () => {
  const messages = ragMessages('What is the capital of Peru?', ['Berlin | Berlin is the capital of Germany.']);
  const { body } = await lm.chat({ messages });
  expect(body).toMatchObject({ choices: [{ message: { content: expect.stringContaining('[[ ## answer ## ]]\nThe passage does not say.') } }] });
});

test('gives n choices and counts their tokens', async () => {
  const { body } = await lm.chat({ messages: CAPITALS, n: 3 });
  expect(body).toMatchObject({ choices: [{ index: 0 }, { index: 1 }, { index: 2 }], usage: { completion_tokens: 3 * 45 } });
});

test.each(['max_completion_tokens', 'max_tokens'])('cuts the answer after %s', async (limit) => {
  const { body } = await lm.chat({ messages: CAPITALS, [limit]: 4 });
  expect(body).toMatchObject({ choices: [{ message: { content: CAPITALS_ANSWER.slice(0, 18) }, finish_reason: 'length' }], usage: { completion_tokens: 4 } });
});

test('ends before a stop word', async () => {
  const { body } = await lm.chat({ messages: CAPITALS, stop: ['[[ ## answer'] });
  expect(body).toMatchObject({ choices: [{ message: { content: CAPITALS_ANSWER.slice(0, CAPITALS_ANSWER.indexOf('[[ ## answer')) }, finish_reason: 'stop' }] });
});

test('answers by a JSON Schema', async () => {
  const schema = {
    type: 'object',
    properties: {
      answer: { type: 'string' },
      year: { type: 'integer', minimum: 1900 },
      sentiment: { enum: ['positive', 'negative'] },
      tags: { type: 'array', items: { type: 'string' } },
      certain: { type: 'boolean' },
      score: { type: 'number' },
      extra: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/Extra' }] },
    },
    $defs: { Extra: { type: 'object', properties: { note: { type: 'string' } } } },
  };
  const messages = [user('In what year was Git created?')];
  const { body } = await lm.chat({ messages, response_format: { type: 'json_schema', json_schema: { name: 'Answer', schema, strict: true } } });
  const content = contentOf(body);
  expect(JSON.parse(content)).toEqual({
    answer: '2005',
    year: 2005,
    sentiment: 'positive',
    tags: expect.any(Array),
    certain: true,
    score: 2005,
    extra: { note: '2005' },
  });
  expect(Object.keys(JSON.parse(content))).toEqual(Object.keys(schema.properties));
});

test('answers with an object where any JSON is asked for', async () => {
  const { body } = await lm.chat({ messages: [user('What is 6 * 7? Give JSON.')], response_format: { type: 'json_object' } });
  expect(JSON.parse(contentOf(body))).toEqual({ answer: '42' });
});

test('answers in XML elements', async () => {
  const { body } = await lm.chat({
    messages: [{ role: 'system', content: 'Inputs:\n1. `q` (str):\nOutputs:\n1. `answer` (str):\n\n<q>\n{q}\n</q>\n\n<answer>\n{answer}\n</answer>' }, user('<q>\nWhat is the capital of Norway?\n</q>\n\nAnswer in `<answer>`.')],
  });
  expect(contentOf(body)).toBe('<answer>\nOslo\n</answer>');
});

describe('with tools', () => {
  const tools = [
    { type: 'function', function: { name: 'get_weather', description: 'The weather in a city', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } } },
    { type: 'function', function: { name: 'add', description: 'Add two numbers', parameters: { type: 'object', properties: { x: { type: 'integer' }, y: { type: 'integer' } }, required: ['x', 'y'] } } },
  ];
  const question = user('What is the weather in Tokyo?');
  const call = { id: expect.stringMatching(/^call_/), type: 'function', function: { name: 'get_weather', arguments: '{"city":"Tokyo"}' } };

  test('calls the one that fits', async () => {
    const { body } = await lm.chat({ messages: [question], tools });
    expect(body).toMatchObject({ choices: [{ message: { content: null, tool_calls: [call] }, finish_reason: 'tool_calls' }] });
  });

  test('answers from the result', async () => {
    const made = { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Tokyo"}' } };
    const messages = [question, { role: 'assistant', content: null, tool_calls: [made] }, { role: 'tool', tool_call_id: 'call_1', content: 'Sunny, 22 degrees' }];
    const { body } = await lm.chat({ messages, tools });
    expect(body).toMatchObject({ choices: [{ message: { content: 'Sunny, 22 degrees' }, finish_reason: 'stop' }] });
  });

  test('calls none when none may be called, and the named one when it must', async () => {
    const none = await lm.chat({ messages: [question], tools, tool_choice: 'none' });
    const named = await lm.chat({ messages: [question], tools, tool_choice: { type: 'function', function: { name: 'add' } } });
    expect(none.body).toMatchObject({ choices: [{ finish_reason: 'stop' }] });
    expect(named.body).toMatchObject({ choices: [{ message: { tool_calls: [{ function: { name: 'add' } }] } }] });
  });

  test('streams a call in pieces', async () => {
    const events = await lm.stream({ messages: [question], tools });
    const deltas = events.flatMap((event) => event.choices.flatMap((choice) => choice.delta.tool_calls ?? []));
    expect(deltas[0]).toMatchObject({ index: 0, id: call.id, type: 'function', function: { name: 'get_weather', arguments: '' } });
    expect(deltas.map((delta) => delta.function.arguments).join('')).toBe('{"city":"Tokyo"}');
    expect(events.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls');
  });
});

function contentOf(body: unknown): string {
  return String(Object(body).choices[0].message.content);
}
