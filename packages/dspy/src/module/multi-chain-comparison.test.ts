import { expect, test } from '@jest/globals';
import { chatAnswer, ScriptedLM } from '../../test-fixtures/scripted-lm.ts';
import { ChainOfThought } from './chain-of-thought.ts';
import { MultiChainComparison } from './multi-chain-comparison.ts';

const lm = (): ScriptedLM => new ScriptedLM([chatAnswer({ rationale: 'all agree', answer: 'Paris' })]);

test('MultiChainComparison shows the model every attempt with its reasoning', async () => {
  const model = lm();
  const compare = new MultiChainComparison('question -> answer', { M: 2, lm: model });
  const completions = [
    { reasoning: 'it is on the Seine.\nIndeed.', answer: 'Paris' },
    { rationale: 'Lyon is old.', answer: 'Lyon' },
  ];
  const prediction = await compare.call({ question: 'Capital of France?', completions });
  expect(prediction.toJSON()).toEqual({ rationale: 'all agree', answer: 'Paris' });
  expect(model.requests[0]?.params).toEqual({ temperature: 0.7 });
  const asked = model.requests[0]?.messages.at(-1)?.content;
  expect(asked).toContain('[[ ## reasoning_attempt_1 ## ]]\n«I think it is on the Seine. So, without being sure, I predict Paris»');
  expect(asked).toContain('[[ ## reasoning_attempt_2 ## ]]\n«I think Lyon is old. So, without being sure, I predict Lyon»');
});

test('MultiChainComparison takes the completions of a prediction', async () => {
  const asked = await new ChainOfThought('question -> answer', { n: 3, lm: new ScriptedLM([chatAnswer({ reasoning: 'r', answer: 'a' })]) }).call({ question: 'q' });
  const { answer } = await new MultiChainComparison('question -> answer', { lm: lm() }).call({ question: 'q', completions: asked.completions ?? [] });
  expect(answer).toBe('Paris');
});

test('MultiChainComparison says how many answers it needs', async () => {
  const compare = new MultiChainComparison('question -> answer', { lm: lm() });
  await expect(compare.call({ question: 'q', completions: [{ reasoning: 'r', answer: 'a' }] })).rejects.toMatchObject({
    code: 'invalid_input',
    message: 'there are 1 answers to compare and there have to be 3; set M, or ask for as many answers',
  });
});
