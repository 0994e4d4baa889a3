import { expect, test } from '@jest/globals';

import { costFormula } from './cost.ts';

const tokens = { prompt: 1_000, cacheRead: 600, cacheWrite: null, completion: 100, reasoning: null, total: 1_100 };

test('a cost is told as tokens times their price', () => {
  expect(costFormula({ 'llm.cost.prompt': 0.000_15, 'llm.cost.completion': 0.000_06 }, tokens)).toBe('prompt 1,000 × $0.15/M + completion 100 × $0.60/M');
});

test('cached tokens have a price of their own', () => {
  expect(costFormula({ 'llm.cost.prompt': 0.000_105, 'llm.cost.prompt_details.cache_read': 0.000_045, 'llm.cost.completion': 0.000_06 }, tokens))
    .toBe('cached 600 × $0.075/M + prompt 400 × $0.15/M + completion 100 × $0.60/M');
});

test('a total alone has no formula, and neither has a price without tokens', () => {
  expect(costFormula({ 'llm.cost.total': 1 }, tokens)).toBeNull();
  expect(costFormula({ 'llm.cost.prompt': 1 }, { ...tokens, prompt: null })).toBeNull();
});
