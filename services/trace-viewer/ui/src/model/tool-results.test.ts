import { expect, test } from '@jest/globals';

import type { Message } from './messages.ts';
import { pairToolResults } from './tool-results.ts';

const message = (key: string, given: Partial<Message> = {}): Message => ({ key, role: 'user', name: null, toolCallId: null, parts: [], toolCalls: [], ...given });
const call = (id: string | null, name: string) => ({ id, name, args: '{}' });
const outline = (messages: readonly Message[]) => pairToolResults(messages).map(({ message: { key }, results }) => [key, results.map((result) => result?.key)]);

test('results go to their calls by id, in whichever order they came', () => {
  expect(outline([
    message('ask'), message('calls', { role: 'assistant', toolCalls: [call('1', 'a'), call('2', 'b')] }),
    message('second', { role: 'tool', toolCallId: '2' }), message('first', { role: 'tool', toolCallId: '1' }), message('end', { role: 'assistant' }),
  ])).toEqual([['ask', []], ['calls', ['first', 'second']], ['end', []]]);
});

test('without ids they go in order, by name where one is told', () => {
  expect(outline([
    message('calls', { role: 'assistant', toolCalls: [call(null, 'a'), call(null, 'b')] }), message('of b', { role: 'tool', name: 'b' }), message('of a', { role: 'tool', name: 'a' }),
  ])).toEqual([['calls', ['of a', 'of b']]]);
});

test('a call without an answer has none, an answer without a call stays', () => {
  expect(outline([message('stray', { role: 'tool', toolCallId: '9' }), message('calls', { role: 'assistant', toolCalls: [call('1', 'a')] })])).toEqual([['stray', []], ['calls', [undefined]]]);
});
