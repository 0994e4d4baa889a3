import { expect, test } from '@jest/globals';

import { span } from '../fixtures/trace.ts';
import { drawnKind, isModelCall, kindOf } from './kinds.ts';

test('a kind has one word and one family, in any case', () => {
  expect(kindOf('LLM')).toEqual({ family: 'llm', label: 'LLM' });
  expect(kindOf('client')).toEqual({ family: 'client', label: 'Client' });
});

test('a kind that nobody knows keeps its own word', () => {
  expect(kindOf('ORACLE')).toEqual({ family: 'internal', label: 'ORACLE' });
  expect(kindOf('')).toEqual({ family: 'internal', label: 'Span' });
});

test('a span of the GenAI conventions alone is drawn as what its operation is', () => {
  const chat = span('a', { kind: 'client', attrs: { 'gen_ai.operation.name': 'chat' } });
  expect([drawnKind(chat), isModelCall(chat)]).toEqual(['LLM', true]);
});

test('the kind of OpenInference wins', () => {
  const chain = span('a', { kind: 'CHAIN', attrs: { 'openinference.span.kind': 'CHAIN', 'gen_ai.operation.name': 'chat' } });
  expect([drawnKind(chain), isModelCall(chain)]).toEqual(['CHAIN', false]);
});
