import { expect, test } from '@jest/globals';

import { isModelCall, kindOf } from './kinds.ts';

test('a kind has one word and one family, in any case', () => {
  expect(kindOf('LLM')).toEqual({ family: 'llm', label: 'LLM' });
  expect(kindOf('client')).toEqual({ family: 'client', label: 'Client' });
});

test('a kind that nobody knows keeps its own word', () => {
  expect(kindOf('ORACLE')).toEqual({ family: 'internal', label: 'ORACLE' });
  expect(kindOf('')).toEqual({ family: 'internal', label: 'Span' });
});

test('a call of a model is told by its kind, in any case', () => {
  expect(['LLM', 'llm', 'CHAIN', 'client'].map((kind) => isModelCall({ kind }))).toEqual([true, true, false, false]);
});
