import { expect, test } from '@jest/globals';

import { goldenAttributes } from '../fixtures/trace.ts';
import { joinParts, readConversation } from './messages.ts';

test('messages come by number, with tool calls and the call that they answer', () => {
  const { input, output } = readConversation({
    'llm.input_messages.10.message.role': 'tool',
    'llm.input_messages.10.message.tool_call_id': 'call_1',
    'llm.input_messages.10.message.name': 'search',
    'llm.input_messages.10.message.content': 'found',
    'llm.input_messages.2.message.role': 'user',
    'llm.input_messages.2.message.contents.0.message_content.type': 'text',
    'llm.input_messages.2.message.contents.0.message_content.text': 'look',
    'llm.input_messages.2.message.contents.1.message_content.type': 'image',
    'llm.input_messages.2.message.contents.1.message_content.image.image.url': 'https://example.com/a.png',
    'llm.output_messages.0.message.role': 'assistant',
    'llm.output_messages.0.message.tool_calls.0.tool_call.id': 'call_1',
    'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'search',
    'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments': '{"q":"x"}',
  });
  expect(input).toEqual([
    {
      key: 'llm.input_messages.2', role: 'user', name: null, toolCallId: null, toolCalls: [],
      parts: [
        { type: 'text', text: 'look', key: 'llm.input_messages.2.message.contents.0.message_content.text' },
        { type: 'image', url: 'https://example.com/a.png', key: 'llm.input_messages.2.message.contents.1.message_content.image.image.url' },
      ],
    },
    {
      key: 'llm.input_messages.10', role: 'tool', name: 'search', toolCallId: 'call_1', toolCalls: [],
      parts: [{ type: 'text', text: 'found', key: 'llm.input_messages.10.message.content' }],
    },
  ]);
  expect(output).toEqual([
    { key: 'llm.output_messages.0', role: 'assistant', name: null, toolCallId: null, parts: [], toolCalls: [{ id: 'call_1', name: 'search', args: '{"q":"x"}' }] },
  ]);
});

test('the content parts that Python flattens are read, images included', () => {
  const call = goldenAttributes('n_image_url', (node) => node.kind === 'LLM');
  const user = readConversation(call).input[1];
  expect(user?.parts.map((part) => part.type)).toEqual(['text', 'image', 'text', 'image', 'text']);
  expect(user?.parts[1]).toEqual({ type: 'image', url: 'http://127.0.0.1/a.png', key: 'llm.input_messages.1.message.content.1.image_url.url' });
});

test('a field that holds images comes together again', () => {
  const call = goldenAttributes('n_image_url', (node) => node.kind === 'LLM');
  const parts = joinParts(readConversation(call).input[1]?.parts ?? []);
  expect(parts.map((part) => (part.type === 'image' ? part.number : part.text.split('\n\n')[0]))).toEqual([
    '[[ ## images ## ]]\n["⟨image 1⟩", "⟨image 2⟩"]', 1, 2,
  ]);
});

test('messages of the OpenTelemetry GenAI conventions are read when there are no others', () => {
  const { input, output } = readConversation({
    'gen_ai.system_instructions': '[{"type":"text","content":"Be brief."}]',
    'gen_ai.input.messages': JSON.stringify([
      { role: 'user', parts: [{ type: 'text', content: 'Weather?' }] },
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Paris' } }] },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: 'rain' }] },
    ]),
    'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"reasoning","content":"Hm."},{"type":"text","content":"Rain."}],"finish_reason":"stop"}]',
  });
  expect(input.map(({ role, parts, toolCalls, toolCallId }) => [role, parts.map((part) => ('text' in part ? part.text : '')), toolCalls, toolCallId])).toEqual([
    ['system', ['Be brief.'], [], null],
    ['user', ['Weather?'], [], null],
    ['assistant', [], [{ id: 'c1', name: 'weather', args: '{"city":"Paris"}' }], null],
    ['tool', ['rain'], [], 'c1'],
  ]);
  expect(output[0]?.parts.map((part) => part.type)).toEqual(['reasoning', 'text']);
});

test('attributes that are no messages give none, and a list that was cut is a text', () => {
  expect(readConversation({ 'llm.input_messages': 'x', 'llm.input_messages.x.message.role': 'user' })).toEqual({ input: [], output: [] });
  expect(readConversation({ 'gen_ai.input.messages': '[{broken' }).input.flatMap(({ parts }) => parts)).toEqual([{ type: 'text', text: '[{broken', key: 'gen_ai.input.messages' }]);
});
