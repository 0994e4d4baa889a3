import { expect, test } from '@jest/globals';

import type { TraceSummary } from '../../../contract/trace-list.ts';
import { pairAnswers } from './pair-answers.ts';

const trace = (id: string, input: string | null): TraceSummary => ({
  trace_id: id, service: 's', name: 'n', kind: 'CHAIN', start: '0', end: '1', duration_ms: 1, lm_ms: 0, spans: 1, status: 'ok', errors: 0, has_root: true, running: false, pinned: false, input, output: null,
  models: [], session: null, user: null, program_version: null, tags: [], prompt_tokens: null, completion_tokens: null, total_tokens: null, cost: null,
});
const ids = (a: readonly TraceSummary[], b: readonly TraceSummary[]) => pairAnswers(a, b).map((pair) => `${pair.a?.trace_id ?? '-'}${pair.b?.trace_id ?? '-'}`);

test('traces with the same input stand side by side, before those that only one group has', () => {
  expect(ids([trace('1', 'x'), trace('2', 'only a'), trace('3', 'y')], [trace('4', 'y'), trace('5', 'only b'), trace('6', 'x')])).toEqual(['16', '34', '2-', '-5']);
});

test('several with one input pair off in turn; without an input none is the same', () => {
  expect(ids([trace('1', 'x'), trace('2', 'x'), trace('3', null)], [trace('4', 'x'), trace('5', null)])).toEqual(['14', '2-', '3-', '-5']);
});
