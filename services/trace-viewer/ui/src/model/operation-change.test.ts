import { expect, test } from '@jest/globals';

import type { OperationFigures } from '../api/analysis.ts';
import { changeOf, COST_PER_CALL, ERROR_RATE, formatChange, formatPoints, joinOperations, TOKENS_PER_CALL, verdict } from './operation-change.ts';

const figures = (name: string, given: Partial<OperationFigures> = {}): OperationFigures => ({
  name, kind: 'LLM', count: 4, errors: 0, p50_ms: 1, p95_ms: 2, p99_ms: 3, total_ms: 4, prompt_tokens: null, completion_tokens: null, total_tokens: null, cost: null, against: null, ...given,
});

test('operations are joined by name and kind; what only one group has stays', () => {
  const rows = joinOperations([figures('old'), figures('both')], [figures('both'), figures('both', { kind: 'CHAIN' }), figures('new')]);
  expect(rows.map(({ name, kind, a, b }) => [name, kind, a !== null, b !== null])).toEqual([
    ['both', 'LLM', true, true], ['both', 'CHAIN', false, true], ['new', 'LLM', false, true], ['old', 'LLM', true, false],
  ]);
});

test('tokens, cost and errors are told per call, and what is unknown stays unknown', () => {
  const known = figures('x', { errors: 1, total_tokens: 100, cost: 0.02 });
  expect([ERROR_RATE(known), TOKENS_PER_CALL(known), COST_PER_CALL(known)]).toEqual([0.25, 25, 0.005]);
  expect([TOKENS_PER_CALL(figures('x')), COST_PER_CALL(figures('x'))]).toEqual([null, null]);
});

test('a change is a fraction of what was; of nothing or of the unknown there is none', () => {
  expect([changeOf(100, 150), changeOf(0, 5), changeOf(null, 5), changeOf(5, null)]).toEqual([0.5, null, null, null]);
});

test.each([[0.12, '+12 %'], [-0.034, '−3 %'], [0.001, '±0 %'], [1, '×2.0'], [11, '×12']] as const)('a change of %d is written %s', (change, text) => {
  expect(formatChange(change)).toBe(text);
});

test('a tenth more is worse, a tenth less is better, anything between is the same', () => {
  expect([verdict(0.1), verdict(-0.1), verdict(0.09), verdict(null)]).toEqual(['worse', 'better', 'same', 'same']);
});

test('a share changes by points', () => {
  expect([formatPoints(0.05), formatPoints(-0.004), formatPoints(1)]).toEqual(['+5 pts', '−0.4 pts', '+100 pts']);
});
