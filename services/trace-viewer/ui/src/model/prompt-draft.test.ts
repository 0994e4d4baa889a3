import { expect, test } from '@jest/globals';

import { draftOf, runOf, whyNotAgain } from './prompt-draft.ts';
import type { Message } from './messages.ts';

const MODELS = [{ name: 'big', model: 'openai/gpt-4o' }, { name: 'mini', model: 'openai/gpt-4o-mini' }];

function message(role: string, text: string, more: Partial<Message> = {}): Message {
  return { key: '', role, name: null, toolCallId: null, parts: [{ type: 'text', text, key: `${role}.content` }], toolCalls: [], ...more };
}

const CONVERSATION = { input: [message('developer', 'Be brief.'), message('user', 'Why?')], output: [] };

test('a draft is the prompt of the call, with its model and parameters', () => {
  const draft = draftOf(CONVERSATION, { 'llm.invocation_parameters': '{"temperature":0,"max_tokens":50}' }, 'gpt-4o-mini', MODELS);
  expect(draft).toEqual({ model: 'mini', temperature: '0', maxTokens: '50', messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'Why?' }] });
  expect(runOf({ ...draft, maxTokens: '' }, { trace_id: 'a', span_id: 'b' })).toEqual({ model: 'mini', messages: draft.messages, temperature: 0, max_tokens: null, origin: { trace_id: 'a', span_id: 'b' } });
});

test('a model that the server does not have is replaced by its default, and parameters may stand in GenAI’s attributes', () => {
  expect(draftOf(CONVERSATION, { 'gen_ai.request.temperature': 0.7 }, 'claude', MODELS)).toMatchObject({ model: 'big', temperature: '0.7', maxTokens: '' });
});

test.each([
  ['nothing recorded', { input: [], output: [] }, [], 'No prompt was recorded.'],
  ['an image', { input: [message('user', '', { parts: [{ type: 'image', url: 'x', key: 'i' }] })], output: [] }, [], 'images'],
  ['a text that was cut', CONVERSATION, ['user.content'], 'cut'],
  ['calls of tools', { input: [message('assistant', '', { toolCalls: [{ id: null, name: 'f', args: '{}' }] })], output: [] }, [], 'tools'],
  ['what a tool gave', { input: [message('tool', 'x')], output: [] }, [], 'tools'],
])('%s is not sent again', (_what, conversation, truncated, words) => {
  expect(whyNotAgain(conversation, truncated)).toContain(words);
});

test('plain messages are', () => {
  expect(whyNotAgain(CONVERSATION, [])).toBeNull();
});
