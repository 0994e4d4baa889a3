import { expect, test } from '@jest/globals';

import { span } from '../fixtures/trace.ts';
import { findRows } from './find.ts';
import { flatten } from './tree.ts';

const rows = flatten([
  span('a', { name: 'MyRAG.forward', attrs: { 'input.value': '{"question": "Who wrote Hamlet?"}' } }),
  span('b', { name: 'LM.__call__', kind: 'LLM', model: 'gpt-4o-mini', attrs: { 'llm.token_count.total': 320 } }),
  span('c', { events: [{ name: 'exception', time: '0', attrs: { 'exception.message': 'Rate limit' } }] }),
]);
const found = (question: string): readonly string[] => findRows(rows, question).map((row) => row.span.id);

test.each([
  ['hamlet', ['a']], ['GPT-4o', ['b']], ['llm', ['b']], ['320', ['b']], ['rate LIMIT', ['c']], ['myrag hamlet', ['a']], ['myrag gpt', []], ['  ', []],
])('%j finds %j', (question, ids) => {
  expect(found(question)).toEqual(ids);
});
