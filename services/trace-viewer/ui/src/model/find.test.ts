import { expect, test } from '@jest/globals';

import { rowsOf } from '../fixtures/rows.ts';
import { span } from '../fixtures/trace.ts';
import { findRows, payloadsOf } from './find.ts';

const tree = [
  span('a', { name: 'MyRAG.forward', attrs: { 'input.value': '{"question": "Who wrote Hamlet?"}' } }),
  span('b', { name: 'LM.__call__', kind: 'LLM', model: 'gpt-4o-mini', attrs: { 'llm.token_count.total': 320 } }),
  span('c', { events: [{ name: 'exception', time: '0', attrs: { 'exception.message': 'Rate limit' } }] }),
];
const rows = rowsOf(tree);
const found = (question: string): readonly string[] => findRows(rows, question, payloadsOf(tree)).map((row) => row.span.id);

test.each([
  ['hamlet', ['a']], ['GPT-4o', ['b']], ['llm', ['b']], ['320', ['b']], ['rate LIMIT', ['c']], ['myrag hamlet', ['a']], ['myrag gpt', []], ['  ', []],
])('%j finds %j', (question, ids) => {
  expect(found(question)).toEqual(ids);
});

test('before the payloads are here, names and models are searched', () => {
  expect([findRows(rows, 'myrag'), findRows(rows, 'gpt'), findRows(rows, 'hamlet'), findRows(rows, 'rate')].map((hits) => hits.length)).toEqual([1, 1, 0, 0]);
});
