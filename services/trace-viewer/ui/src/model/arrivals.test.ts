import { expect, test } from '@jest/globals';

import type { TraceSummary } from '../../../contract/trace-list.ts';
import { append, arrange } from './arrivals.ts';

const trace = (id: string, start: number, spans = 1): TraceSummary => ({
  trace_id: id, service: 's', name: id, kind: 'CHAIN', start: String(start), end: String(start + 1), duration_ms: 0, spans, status: 'ok', errors: 0,
  has_root: true, input: null, output: null, models: [], lm_ms: 0, running: false, pinned: false, session: null, user: null, program_version: null, tags: [], prompt_tokens: null, completion_tokens: null, total_tokens: null, cost: null,
});
const ids = (rows: readonly TraceSummary[]): readonly string[] => rows.map((row) => row.trace_id);

test('who follows sees what is newest', () => {
  const { rows, waiting } = arrange([trace('a', 1)], [trace('b', 2), trace('a', 1)], true);
  expect([ids(rows), waiting]).toEqual([['b', 'a'], 0]);
});

test('who reads keeps rows and places, with their newest figures, and is told how many wait', () => {
  const { rows, waiting } = arrange([trace('b', 2), trace('a', 1)], [trace('d', 4), trace('c', 3), trace('b', 2, 8)], false);
  expect([ids(rows), rows[0]?.spans, waiting]).toEqual([['b', 'a'], 8, 2]);
});

test('older traces that a longer answer brings are not new ones', () => {
  expect(arrange([trace('b', 2)], [trace('b', 2), trace('a', 1)], false).waiting).toBe(0);
});

test('when everything was deleted, nothing is held', () => {
  expect(arrange([trace('a', 1)], [], false)).toEqual({ rows: [], waiting: 0 });
});

test('an empty list fills at once', () => {
  expect(ids(arrange([], [trace('a', 1)], false).rows)).toEqual(['a']);
});

test('in another order than that of time whatever was not known is new', () => {
  expect(arrange([trace('b', 2)], [trace('b', 2), trace('a', 1)], false, false).waiting).toBe(1);
});

test('the next page is put after the rows, without those that are there already', () => {
  expect(ids(append([trace('c', 3), trace('b', 2)], [trace('b', 2), trace('a', 1)]))).toEqual(['c', 'b', 'a']);
});
