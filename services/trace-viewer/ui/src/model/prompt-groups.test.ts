import { expect, test } from '@jest/globals';

import type { PromptFigures } from '../api/analysis.ts';
import { groupPrompts } from './prompt-groups.ts';

function prompt(key: string, firstUsed: string, program: string | null, caller: string | null): PromptFigures {
  return {
    key, program, caller, models: [], first_used: firstUsed, last_used: firstUsed, cut_off: 0, unreadable: 0, trace_id: '', span_id: '', count: 1, errors: 0, p50_ms: null, p95_ms: null, p99_ms: null,
    total_ms: 0, prompt_tokens: null, completion_tokens: null, total_tokens: null, cost: null,
  };
}

test('prompts of one predictor are its versions, numbered from the oldest and told from the newest', () => {
  const groups = groupPrompts([prompt('2', '99', 'QA.forward', 'Predict.forward'), prompt('7', '5', null, null), prompt('1', '100', 'QA.forward', 'Predict.forward'), prompt('3', '1', 'Predict.forward', 'Predict.forward')]);
  expect(groups.map(({ name, versions }) => [name, versions.map(({ number, prompt: { key } }) => `${number}: ${key}`)])).toEqual([
    ['QA.forward › Predict.forward', ['2: 1', '1: 2']],
    ['Prompts outside of programs', ['1: 7']],
    ['Predict.forward', ['1: 3']],
  ]);
});
