import { expect, test } from '@jest/globals';

import { groupFigures } from './group-figures.ts';

const program = (traces: number, durationMs: number) => ({ program: 'p', traces, duration_ms: durationMs, lm_ms: durationMs / 2, retrieval_ms: 0, tool_ms: 0, own_ms: durationMs / 2 });
const usage = (tokens: number | null, cost: number | null, unpriced = 0) => ({ calls: 4, total_tokens: tokens, cost, calls_without_cost: unpriced, cache_hits: 1 });

test('figures are told per trace, times weighted by the traces of each program', () => {
  const figures = groupFigures({ traces: 4, errors: 1, time: { programs: [program(3, 100), program(1, 500)] }, usage: [usage(80, 0.4), usage(null, null, 3)] });
  expect(figures).toEqual({ traces: 4, errorShare: 0.25, durationMs: 200, lmMs: 100, retrievalMs: 0, toolMs: 0, ownMs: 100, calls: 2, tokens: 20, cost: 0.1, unpricedCalls: 2 });
});

test('a group without traces has no figures, and what nobody told is unknown, not zero', () => {
  const nothing = groupFigures({ traces: 0, errors: 0, time: { programs: [] }, usage: [] });
  expect([nothing.errorShare, nothing.durationMs, nothing.tokens, nothing.cost]).toEqual([null, null, null, null]);
  expect(groupFigures({ traces: 1, errors: 0, time: { programs: [] }, usage: [usage(null, null)] }).cost).toBeNull();
});
