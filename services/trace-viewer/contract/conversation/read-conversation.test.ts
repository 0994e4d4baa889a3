import { expect, test } from '@jest/globals';

import { readConversation } from './read-conversation.ts';

const CALL = { type: 'tool_call', id: 'c1', name: 'search', arguments: { q: 'Paris' } };
const ANSWERED = { type: 'tool_call_response', id: 'c1', response: 'found' };
const PICTURE = { type: 'uri', modality: 'image', uri: 'data:image/png;base64,AA==' };

test('reads tool calls, their answers and images as OpenAI writes them', () => {
  const prompt = [
    { role: 'user', content: [{ type: 'text', text: 'Look' }, { type: 'image_url', image_url: { url: PICTURE.uri } }] },
    { role: 'assistant', content: null, tool_calls: [{ id: 'c1', type: 'function', function: { name: 'search', arguments: '{"q":"Paris"}' } }] },
    { role: 'tool', tool_call_id: 'c1', content: 'found' },
  ];
  expect(readConversation({ 'gen_ai.prompt': JSON.stringify({ messages: prompt }) })).toEqual({
    input: [{ role: 'user', parts: [{ type: 'text', content: 'Look' }, PICTURE] }, { role: 'assistant', parts: [CALL] }, { role: 'tool', parts: [ANSWERED] }],
    output: [],
  });
});

test('reads tool calls and reasoning as the AI SDK writes them', () => {
  const messages = [
    { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'c1', toolName: 'search', input: { q: 'Paris' } }] },
    { role: 'tool', content: [{ type: 'tool-result', toolCallId: 'c1', toolName: 'search', output: 'found' }] },
  ];
  expect(readConversation({
    'ai.prompt.messages': JSON.stringify(messages), 'ai.response.reasoning': 'Hm.', 'ai.response.toolCalls': JSON.stringify([{ toolCallId: 'c1', toolName: 'search', input: { q: 'Paris' } }]),
    'ai.response.finishReason': 'tool-calls',
  })).toEqual({
    input: [{ role: 'assistant', parts: [CALL] }, { role: 'tool', parts: [ANSWERED] }],
    output: [{ role: 'assistant', parts: [{ type: 'reasoning', content: 'Hm.' }, CALL], finish_reason: 'tool-calls' }],
  });
});

test('puts flattened messages in the order of their numbers', () => {
  const attributes = Object.fromEntries([11, 2, 0].map((number) => [`gen_ai.prompt.${number}.content`, `message ${number}`]));
  expect(readConversation(attributes).input).toEqual([0, 2, 11].map((number) => ({ role: 'user', parts: [{ type: 'text', content: `message ${number}` }] })));
});

test('keeps parts of unknown types', () => {
  const part = { type: 'hologram', data: 1 };
  expect(readConversation({ 'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [part] }]) }).input).toEqual([{ role: 'user', parts: [{ type: 'other', content: part }] }]);
});

test('finds no messages where there are none', () => {
  expect(readConversation({ 'http.route': '/' })).toEqual({ input: [], output: [] });
});
