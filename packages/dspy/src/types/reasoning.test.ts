import { describe, expect, test } from '@jest/globals';
import { chatAnswer, ScriptedLM } from '../../test-fixtures/scripted-lm.ts';
import type { LMOutput, LMParams } from '../lm/request.ts';
import { Predict } from '../module/predict.ts';
import { signature } from '../signature/signature.ts';
import { Reasoning } from './reasoning.ts';

class ThinkingLM extends ScriptedLM {
  override readonly capabilities = { reasoning: true };
}

const solve = new Predict('question -> thoughts: Reasoning, answer: int');
const WRITTEN = chatAnswer({ thoughts: 'as written', answer: '42' });
const UNWRITTEN: Partial<LMOutput> = { text: chatAnswer({ answer: '42' }), reasoning: 'as thought' };

/** What came back, whether the field was asked for in writing, and how much thought the model was told to give. */
async function ask(lm: ScriptedLM, params: LMParams = {}): Promise<unknown> {
  const prediction = await solve.call({ question: 'q' }, { lm, ...params });
  const [request] = lm.requests;
  return [prediction.toJSON(), JSON.stringify(request?.messages[0]).includes('[[ ## thoughts ## ]]'), request?.params.reasoningEffort];
}

describe('thoughts of a model that thinks by itself', () => {
  test('are what it thought, and are not asked for in writing', async () => {
    expect(await ask(new ThinkingLM([UNWRITTEN]))).toEqual([{ thoughts: 'as thought', answer: 42 }, false, 'low']);
  });

  test('are as many as it is told', async () => {
    expect(await ask(new ThinkingLM([UNWRITTEN]), { reasoningEffort: 'high' })).toEqual([{ thoughts: 'as thought', answer: 42 }, false, 'high']);
  });

  test('are empty when it shows none', async () => {
    expect(await ask(new ThinkingLM([{ text: chatAnswer({ answer: '42' }) }]))).toEqual([{ thoughts: '', answer: 42 }, false, 'low']);
  });

  test('are asked for in writing when it shall not think', async () => {
    expect(await ask(new ThinkingLM([WRITTEN]), { reasoningEffort: 'none' })).toEqual([{ thoughts: 'as written', answer: 42 }, true, 'none']);
  });
});

test('thoughts of any other model are text that it writes', async () => {
  expect(await ask(new ScriptedLM([WRITTEN]))).toEqual([{ thoughts: 'as written', answer: 42 }, true, undefined]);
});

test('thoughts in a worked example and as an input are text', async () => {
  const lm = new ScriptedLM([chatAnswer({ verdict: 'sound' })]);
  const judge = new Predict(signature({ inputs: { thoughts: Reasoning }, outputs: { verdict: 'str' } }), { lm, demos: [{ thoughts: { content: 'as Python saves them' }, verdict: 'odd' }] });
  await judge.call({ thoughts: 'two and two' });
  expect(lm.requests[0]?.messages.map(({ content }) => content).slice(1)).toEqual([
    '[[ ## thoughts ## ]]\nas Python saves them',
    '[[ ## verdict ## ]]\nodd\n\n[[ ## completed ## ]]\n',
    expect.stringMatching(/^\[\[ ## thoughts ## \]\]\ntwo and two\n/),
  ]);
});
