import { describe, expect, test } from '@jest/globals';
import { chatAnswer, ScriptedLM } from '../../test-fixtures/scripted-lm.ts';
import { context } from '../settings.ts';
import { Tool } from '../types/tool.ts';
import { CodeAct } from './code-act.ts';
import { ProgramOfThought } from './program-of-thought.ts';

const code = (generated: string): string => chatAnswer({ reasoning: 'r', generated_code: `\`\`\`js\n${generated}\n\`\`\`` });
const piece = (generated: string, finished: boolean): string => chatAnswer({ generated_code: generated, finished: String(finished) });
const ANSWER = chatAnswer({ reasoning: 'computed', answer: '42' });

describe('ProgramOfThought', () => {
  test('answers from what the code submits', async () => {
    const lm = new ScriptedLM([code('SUBMIT({ answer: 6 * 7 })'), ANSWER]);
    const prediction = await context({ lm }, () => new ProgramOfThought('question -> answer: int').call({ question: '6 * 7?' }));
    expect(prediction.toJSON()).toEqual({ reasoning: 'computed', answer: 42 });
    expect(lm.requests[1]?.messages.at(-1)?.content).toContain('[[ ## final_generated_code ## ]]\nSUBMIT({ answer: 6 * 7 })\n\n[[ ## code_output ## ]]\n{"output": {"answer": 42}}');
  });

  test.each([
    ['throws', 'undefinedFunction()', "ReferenceError: 'undefinedFunction' is not defined (line 1)"],
    ['shows nothing', 'const answer = 6 * 7', 'the code came to its end without SUBMIT({ … }), and shows nothing either'],
  ])('gives code that %s back to the model with what is wrong', async (_name, broken, message) => {
    const lm = new ScriptedLM([code(broken), code('SUBMIT({ answer: 42 })'), ANSWER]);
    const { answer } = await context({ lm }, () => new ProgramOfThought('question -> answer: int').call({ question: 'q' }));
    expect(answer).toBe(42);
    expect(lm.requests[1]?.messages.at(-1)?.content).toContain(`[[ ## previous_code ## ]]\n${broken}\n\n[[ ## error ## ]]\n${message}`);
  });

  test.each([
    ['prints', 'print(6 * 7)', '"42"'],
    ['ends in', '6 * 7', '42'],
  ])('takes what code %s when it submits nothing', async (_name, shown, output) => {
    const lm = new ScriptedLM([code(shown), ANSWER]);
    await context({ lm }, () => new ProgramOfThought('question -> answer: int').call({ question: 'q' }));
    expect(lm.requests[1]?.messages.at(-1)?.content).toContain(`[[ ## code_output ## ]]\n${output}\n`);
  });

  test('lets code that took too long be written again', async () => {
    const lm = new ScriptedLM([code('for (;;) {}'), code('SUBMIT({ answer: 42 })'), ANSWER]);
    const { answer } = await context({ lm }, () => new ProgramOfThought('question -> answer: int', { sandbox: { timeoutMs: 50 } }).call({ question: 'q' }));
    expect([answer, lm.requests.length]).toEqual([42, 3]);
  });

  test('gives each call a sandbox of its own', async () => {
    const program = new ProgramOfThought('question -> answer: int');
    const outputs = [1, 2].map(async () => {
      const lm = new ScriptedLM([code('state.n = (state.n ?? 0) + 1; SUBMIT({ answer: state.n })'), ANSWER]);
      await context({ lm }, () => program.call({ question: 'q' }));
      return lm.requests[1]?.messages.at(-1)?.content;
    });
    expect(await Promise.all(outputs)).toEqual([1, 2].map(() => expect.stringContaining('{"output": {"answer": 1}}')));
  });

  test('ends when it is cancelled while code runs', async () => {
    const controller = new AbortController();
    const stuck = new Tool({ name: 'stuck', func: () => new Promise(() => controller.abort(new Error('enough'))) });
    const program = new ProgramOfThought('question -> answer', { sandbox: { tools: [stuck] } });
    const lm = new ScriptedLM([code('await stuck()')]);
    await expect(context({ lm, signal: controller.signal }, () => program.call({ question: 'q' }))).rejects.toThrow('enough');
    expect(lm.requests).toHaveLength(1);
  });

  test('has the predictors that Python DSPy saves, and says at once what cannot work', () => {
    expect(new ProgramOfThought('question -> answer').namedPredictors().map(([path]) => path)).toEqual(['code_generate.predict', 'code_regenerate.predict', 'generate_output.predict']);
    expect(() => new ProgramOfThought('question -> answer', { sandbox: { timeoutMs: 0 } })).toThrow('timeoutMs has to be from 1');
  });

  test('fails as the last code does after the most attempts', async () => {
    const lm = new ScriptedLM([code('throw new RangeError("no")')]);
    await expect(context({ lm }, () => new ProgramOfThought('question -> answer', { maxIters: 2 }).call({ question: 'q' }))).rejects.toMatchObject({ code: 'code_failed', message: 'RangeError: no (line 1)' });
    expect(lm.requests).toHaveLength(2);
  });
});

describe('CodeAct', () => {
  const price = new Tool({ name: 'price', description: 'Tells a price.', parameters: { item: 'str' }, func: ({ item }) => item.length });

  test('acts in pieces of code that call tools, and answers from what they print', async () => {
    const lm = new ScriptedLM([piece(`state.tea = await price({ item: 'tea' }); print(state.tea)`, false), piece(`SUBMIT(state.tea + await price({ item: 'milk' }))`, true), chatAnswer({ reasoning: 'r', answer: '7' })]);
    const { trajectory, answer } = await context({ lm }, () => new CodeAct('question -> answer: int', { tools: [price] }).call({ question: 'q' }));
    expect(trajectory).toMatchObject({ code_output_0: '3', code_output_1: '7' });
    expect(answer).toBe(7);
    expect(lm.requests[0]?.messages[0]?.content).toContain('- price (Tells a price.)');
  });

  test('tells the model what its code failed with', async () => {
    const lm = new ScriptedLM([piece(`print('so far'); price.x.y`, false), piece('print(1)', true), chatAnswer({ reasoning: 'r', answer: '1' })]);
    const { trajectory } = await context({ lm }, () => new CodeAct('question -> answer: int', { tools: [price] }).call({ question: 'q' }));
    expect(trajectory['observation_0']).toMatch(/^The code failed: TypeError: .*\nIt printed: so far$/);
    expect(lm.requests[1]?.messages.at(-1)?.content).toContain('[[ ## observation_0 ## ]]\nThe code failed');
  });

  test('answers after the most pieces it may write', async () => {
    const lm = new ScriptedLM([piece('print(1)', false), piece('print(2)', false), chatAnswer({ reasoning: 'r', answer: '2' })]);
    const { answer } = await context({ lm }, () => new CodeAct('question -> answer: int', { tools: [], maxIters: 2 }).call({ question: 'q' }));
    expect([answer, lm.requests.length]).toEqual([2, 3]);
  });

  test('has the predictors that Python DSPy saves', () => {
    expect(new CodeAct('question -> answer', { tools: [price] }).namedPredictors().map(([path]) => path)).toEqual(['codeact', 'extractor.predict']);
  });
});
