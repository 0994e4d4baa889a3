import { expect, test } from '@jest/globals';

import { rowsOf } from '../fixtures/rows.ts';
import { span } from '../fixtures/trace.ts';
import { modelShare, readTokens, unpricedCalls } from './usage.ts';

const llm = (id: string, startMs: number, endMs: number) => span(id, { kind: 'LLM', start: `${startMs}000000`, end: `${endMs}000000` });

test('time of calls that overlap counts once in the model share', () => {
  expect(modelShare(rowsOf([llm('a', 0, 40), llm('b', 20, 60), llm('c', 80, 90)]), { fromMs: 0, toMs: 100 })).toBeCloseTo(0.7);
});

test('a call inside a call counts once', () => {
  expect(modelShare(rowsOf([{ ...llm('a', 0, 50), children: [llm('b', 10, 20)] }]), { fromMs: 0, toMs: 100 })).toBeCloseTo(0.5);
});

test('without a model call there is no share', () => {
  expect(modelShare(rowsOf([span('a')]), { fromMs: 0, toMs: 100 })).toBeNull();
});

test('tokens are told by kind, and what is not told is not zero', () => {
  const usage = { prompt_tokens: 1_000, completion_tokens: 117, total_tokens: null, cost: null };
  expect(readTokens(span('a', { usage, attrs: { 'llm.token_count.prompt_details.cache_read': 600 } }))).toEqual({
    prompt: 1_000, cacheRead: 600, cacheWrite: null, completion: 117, reasoning: null, total: 1_117,
  });
  expect(readTokens(span('a'))).toBeNull();
});

test.each([
  ['cacheRead', ['llm.token_count.prompt_details.cache_read', 'gen_ai.usage.cache_read.input_tokens', 'gen_ai.usage.cache_read_input_tokens', 'gen_ai.usage.input_tokens.cached']],
  ['cacheWrite', ['llm.token_count.prompt_details.cache_write', 'gen_ai.usage.cache_write.input_tokens', 'gen_ai.usage.cache_creation.input_tokens', 'gen_ai.usage.cache_creation_input_tokens', 'gen_ai.usage.input_tokens.cache_write']],
  ['reasoning', ['llm.token_count.completion_details.reasoning', 'gen_ai.usage.reasoning.output_tokens', 'gen_ai.usage.output_tokens.reasoning']],
] as const)('%s tokens are read in every revision of the conventions', (part, names) => {
  const usage = { prompt_tokens: 1_000, completion_tokens: 117, total_tokens: null, cost: null };
  expect(names.map((name) => readTokens(span('a', { usage, attrs: { [name]: 7 } }))?.[part])).toEqual(names.map(() => 7));
});

test('model calls without a price are counted', () => {
  expect(unpricedCalls(rowsOf([llm('a', 0, 1), span('b')]))).toBe(1);
});
