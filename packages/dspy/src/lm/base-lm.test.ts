import { expect, test } from '@jest/globals';
import { chatAnswer } from '../../test-fixtures/scripted-lm.ts';
import { Predict } from '../module/predict.ts';
import { BaseLM } from './base-lm.ts';
import type { LMRequest, LMResponse } from './request.ts';

/** Answers with the parameters that it is asked with. */
class Mirror extends BaseLM {
  override readonly capabilities = { tools: true };

  protected override async forward({ params }: LMRequest): Promise<LMResponse> {
    return { outputs: [{ text: chatAnswer({ answer: JSON.stringify(params) }), finishReason: 'stop' }], model: 'mirror', cacheHit: false };
  }
}

test('a copy is the same model with other parameters and a history of its own', async () => {
  const mirror = new Mirror('own/mirror', { temperature: 0, topP: 0.5 });
  const copy = mirror.copy({ temperature: 1 }).copy({ rolloutId: 2 });
  expect((await copy.call('hi')).outputs[0]?.text).toContain('{"temperature":1,"topP":0.5,"rolloutId":2}');
  expect([copy.model, copy.provider, copy.capabilities, copy.constructor.name]).toEqual(['own/mirror', 'own', { tools: true }, 'Mirror']);
  expect([mirror.params, mirror.history.length, copy.history.length]).toEqual([{ temperature: 0, topP: 0.5 }, 0, 1]);
});

test('parameters of a call win over those of the predictor, and these over those of the model', async () => {
  const predict = new Predict('question -> answer', { lm: new Mirror('own/mirror', { temperature: 0, topP: 0.5, seed: 1 }), topP: 0.6, seed: 2 });
  const { answer } = await predict.call({ question: 'q' }, { seed: 3 });
  expect(JSON.parse(answer)).toEqual({ temperature: 0, topP: 0.6, seed: 3 });
});

test.each([['gpt-4o-mini', 'openai'], ['anthropic/claude-haiku-4-5', 'anthropic'], ['openrouter/openai/gpt-4o', 'openrouter']])('the provider of %s is %s', (model, provider) => {
  expect(new Mirror(model).provider).toBe(provider);
});
