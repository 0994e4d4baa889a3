import { expect, test } from '@jest/globals';
import { UsageTracker } from './usage-tracker.ts';

test('tokens add up per model; a detail is there when any call had it', () => {
  const tracker = new UsageTracker();
  tracker.add('a', { promptTokens: 10, completionTokens: 2, totalTokens: 12, cacheReadTokens: 4 });
  tracker.add('b', { promptTokens: 1, completionTokens: 1, totalTokens: 2 });
  tracker.add('a', { promptTokens: 20, completionTokens: 3, totalTokens: 23, cacheReadTokens: 5, cacheWriteTokens: 6, reasoningTokens: 1 });
  tracker.add('b', { promptTokens: 1, completionTokens: 1, totalTokens: 2 });
  expect(tracker.total()).toEqual({
    a: { promptTokens: 30, completionTokens: 5, totalTokens: 35, cacheReadTokens: 9, cacheWriteTokens: 6, reasoningTokens: 1 },
    b: { promptTokens: 2, completionTokens: 2, totalTokens: 4 },
  });
});
