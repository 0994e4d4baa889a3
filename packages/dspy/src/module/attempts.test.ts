import { describe, expect, test } from '@jest/globals';
import { chatAnswer, ScriptedLM } from '../../test-fixtures/scripted-lm.ts';
import { context } from '../settings.ts';
import { BestOfN } from './best-of-n.ts';
import { ChainOfThought } from './chain-of-thought.ts';
import { Predict } from './predict.ts';
import { Refine } from './refine.ts';

const answers = (...words: string[]): string[] => words.map((answer) => chatAnswer({ answer }));
const length = (_inputs: object, { answer }: { answer: string }): number => answer.length;
const UNREADABLE = '';

describe('BestOfN', () => {
  test('stops at the first attempt that is good enough', async () => {
    const lm = new ScriptedLM(answers('a', 'abc', 'abcd'));
    const best = new BestOfN(new Predict('question -> answer'), { N: 5, rewardFn: length, threshold: 3 });
    const { answer } = await context({ lm }, () => best.call({ question: 'q' }));
    expect([answer, lm.requests.length]).toEqual(['abc', 2]);
  });

  test('gives the best when none is, each attempt asked for anew', async () => {
    const lm = new ScriptedLM(answers('ab', 'abc', 'a'));
    const module = new ChainOfThought('question -> answer', { maxTokens: 9 });
    const best = new BestOfN(new Predict('question -> answer', { maxTokens: 9 }), { N: 3, rewardFn: length, threshold: 100 });
    const { answer } = await context({ lm }, () => best.call({ question: 'q' }));
    expect(answer).toBe('abc');
    expect(lm.requests.map(({ params }) => params)).toEqual([0, 1, 2].map((rolloutId) => ({ maxTokens: 9, temperature: 1, rolloutId })));
    expect(module.predict.config).toEqual({ maxTokens: 9 });
  });

  test('overlooks attempts that fail, as many as it is told', async () => {
    const lm = new ScriptedLM([UNREADABLE, UNREADABLE, ...answers('ab')]);
    const options = { N: 2, rewardFn: length, threshold: 1 };
    const { answer } = await context({ lm }, () => new BestOfN(new Predict('question -> answer'), options).call({ question: 'q' }));
    expect(answer).toBe('ab');
    const failing = new ScriptedLM([UNREADABLE, UNREADABLE, ...answers('ab')]);
    await expect(context({ lm: failing }, () => new BestOfN(new Predict('question -> answer'), { ...options, failCount: 0 }).call({ question: 'q' }))).rejects.toMatchObject({ code: 'adapter_parse_error' });
  });

  test('fails as the last attempt does when none comes through', async () => {
    const lm = new ScriptedLM([UNREADABLE]);
    await expect(context({ lm }, () => new BestOfN(new Predict('question -> answer'), { N: 2, rewardFn: length, threshold: 1 }).call({ question: 'q' }))).rejects.toMatchObject({ code: 'adapter_parse_error' });
  });

  test('refuses a number of attempts that is none', () => {
    expect(() => new BestOfN(new Predict('question -> answer'), { N: 0, rewardFn: length, threshold: 1 })).toThrow('N has to be a whole number from 1, got 0');
  });
});

describe('Refine', () => {
  test('asks what to do better, and gives each predictor its advice as a hint', async () => {
    const advice = chatAnswer({ discussion: 'too short', advice: JSON.stringify({ predict: 'Write more.', nobody: 'x' }) });
    const lm = new ScriptedLM([chatAnswer({ reasoning: 'r', answer: 'a' }), advice, chatAnswer({ reasoning: 'r', answer: 'abc' })]);
    const program = new ChainOfThought('question -> answer');
    const { answer } = await context({ lm }, () => new Refine(program, { N: 3, rewardFn: length, threshold: 3 }).call({ question: 'Why?' }));
    expect([answer, lm.requests.length]).toEqual(['abc', 3]);
    const asked = lm.requests[1]?.messages.at(-1)?.content;
    expect(asked).toContain('[[ ## reward_value ## ]]\n1\n');
    expect(asked).toContain('[[ ## module_names ## ]]\n["predict"]');
    expect(asked).toContain('class ChainOfThought');
    expect(lm.requests[2]?.messages.at(-1)?.content).toContain('[[ ## hint_ ## ]]\nWrite more.');
    expect(program.predict.signature.field('hint_')).toBeUndefined();
  });

  test('asks the model of its predictors for advice where the settings have none', async () => {
    const advice = chatAnswer({ discussion: 'd', advice: '{}' });
    const lm = new ScriptedLM([chatAnswer({ answer: 'a' }), advice, chatAnswer({ answer: 'abc' })]);
    const refine = new Refine(new Predict('question -> answer'), { N: 2, rewardFn: length, threshold: 3 });
    refine.setLm(lm);
    const { answer } = await refine.call({ question: 'Why?' });
    expect([answer, lm.requests.length]).toEqual(['abc', 3]);
  });

  test('asks for no advice once an attempt is good enough', async () => {
    const lm = new ScriptedLM(answers('abc'));
    const { answer } = await context({ lm }, () => new Refine(new Predict('question -> answer'), { N: 3, rewardFn: length, threshold: 3 }).call({ question: 'Why?' }));
    expect([answer, lm.requests.length]).toEqual(['abc', 1]);
  });
});
