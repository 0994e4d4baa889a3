import { describe, expect, test } from '@jest/globals';
import { chatAnswer, ScriptedLM } from '../../test-fixtures/scripted-lm.ts';
import { JSONAdapter } from '../adapter/json-adapter.ts';
import { ChatAdapter } from '../adapter/chat-adapter.ts';
import { BaseLM } from '../lm/base-lm.ts';
import { ContextWindowExceededError } from '../lm/lm-error.ts';
import type { LMRequest, LMResponse } from '../lm/request.ts';
import { context } from '../settings.ts';
import { Tool } from '../types/tool.ts';
import { ReAct } from './react.ts';

const add = new Tool({ name: 'add', description: 'Adds two numbers.', parameters: { x: 'int', y: 'int' }, func: ({ x, y }) => x + y });
const broken = new Tool({
  name: 'broken',
  func: () => {
    throw new RangeError('out of order');
  },
});

const step = (tool: string, args: object, thought = 'go on'): string => chatAnswer({ next_thought: thought, next_tool_name: tool, next_tool_args: JSON.stringify(args) });
const FINISH = step('finish', {});
const ANSWER = chatAnswer({ reasoning: 'added', answer: '3' });

function question(request: LMRequest | undefined): string {
  const content = request?.messages.at(-1)?.content;
  return typeof content === 'string' ? content : '';
}

describe('ReAct', () => {
  test('calls tools until the model finishes, and answers from the steps', async () => {
    const lm = new ScriptedLM([step('add', { x: 1, y: 2 }, 'add them'), FINISH, ANSWER]);
    const prediction = await context({ lm }, () => new ReAct('question -> answer: int', { tools: [add] }).call({ question: 'How much is 1 plus 2?' }));
    expect(prediction.toJSON()).toEqual({
      trajectory: {
        thought_0: 'add them',
        tool_name_0: 'add',
        tool_args_0: { x: 1, y: 2 },
        observation_0: 3,
        thought_1: 'go on',
        tool_name_1: 'finish',
        tool_args_1: {},
        observation_1: 'Completed.',
      },
      reasoning: 'added',
      answer: 3,
    });
    expect(question(lm.requests[2])).toContain('[[ ## observation_0 ## ]]\n3\n');
  });

  test.each([
    ['a tool that throws', 'broken', {}, 'broken failed: RangeError: out of order'],
    ['arguments of the wrong type', 'add', { x: 'one', y: 2 }, /^add failed: InputError: tool "add" was not called: x: /],
  ])('%s is an observation', async (_name, tool, args, observation) => {
    const lm = new ScriptedLM([step(tool, args), FINISH, ANSWER]);
    const { trajectory } = await context({ lm }, () => new ReAct('question -> answer: int', { tools: [add, broken] }).call({ question: 'q' }));
    expect(trajectory['observation_0']).toEqual(typeof observation === 'string' ? observation : expect.stringMatching(observation));
  });

  test('a tool that does not exist is an observation that names those that do', async () => {
    const lm = new ScriptedLM([step('divide', {}), FINISH, ANSWER]);
    const adapter = new ChatAdapter({ useJsonAdapterFallback: false });
    const { trajectory, answer } = await context({ lm, adapter }, () => new ReAct('question -> answer: int', { tools: [add] }).call({ question: 'q' }));
    expect(trajectory).toMatchObject({ tool_name_0: 'divide', observation_0: 'There is no such tool. The tools are: add, finish.', tool_name_1: 'finish' });
    expect(answer).toBe(3);
  });

  test('answers after the most steps it may take', async () => {
    const lm = new ScriptedLM([step('add', { x: 1, y: 2 }), step('add', { x: 3, y: 3 }), ANSWER]);
    const agent = new ReAct('question -> answer: int', { tools: [add], maxIters: 20 });
    const { trajectory } = await context({ lm }, () => agent.call({ question: 'q' }, { maxIters: 2 }));
    expect(Object.keys(trajectory)).toHaveLength(8);
    expect(lm.requests).toHaveLength(3);
  });

  test('forgets the oldest steps when the model cannot take them all', async () => {
    const lm = new NarrowLM([step('add', { x: 1, y: 2 }), step('add', { x: 3, y: 3 }), FINISH, ANSWER], 2);
    const { trajectory } = await context({ lm }, () => new ReAct('question -> answer: int', { tools: [add] }).call({ question: 'q' }));
    expect(Object.keys(trajectory).filter((key) => key.startsWith('thought'))).toEqual(['thought_2']);
  });

  test('fails as the model does when not even one step fits', async () => {
    const lm = new NarrowLM([ANSWER], 0);
    await expect(context({ lm }, () => new ReAct('question -> answer', { tools: [add] }).call({ question: 'q' }))).rejects.toMatchObject({ code: 'context_window_exceeded' });
    expect(lm.asked).toBe(2);
  });

  test('shows the steps as the adapter in use shows inputs', async () => {
    const lm = new ScriptedLM([JSON.stringify({ next_thought: 't', next_tool_name: 'finish', next_tool_args: {} }), JSON.stringify({ reasoning: 'r', answer: 3 })]);
    await context({ lm, adapter: new JSONAdapter() }, () => new ReAct('question -> answer: int', { tools: [add] }).call({ question: 'q' }));
    expect(question(lm.requests[1])).toContain('tool_name_0');
  });

  test('that is cancelled in a tool ends', async () => {
    const controller = new AbortController();
    const stuck = new Tool({
      name: 'stuck',
      func: (_args, { signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(new Error('stopped')));
          controller.abort();
        }),
    });
    const lm = new ScriptedLM([step('stuck', {}), FINISH, ANSWER]);
    await expect(context({ lm, signal: controller.signal }, () => new ReAct('question -> answer', { tools: [stuck] }).call({ question: 'q' }))).rejects.toThrow('stopped');
    expect(lm.requests).toHaveLength(1);
  });

  test('has the predictors that Python DSPy saves', () => {
    const agent = new ReAct('question -> answer', { tools: [add] });
    expect(agent.namedPredictors().map(([path]) => path)).toEqual(['react', 'extract.predict']);
  });

  test('refuses functions alone, and numbers of steps that are none', async () => {
    const tools: Tool[] = [];
    Reflect.set(tools, 0, function lookUp() {});
    expect(() => new ReAct('question -> answer', { tools })).toThrow('tools has to be a list of new Tool({ name, description, parameters, func }), got [Function: lookUp]');
    expect(() => new ReAct('question -> answer', { tools: [], maxIters: -1 })).toThrow('maxIters has to be a whole number from 0, got -1');
    await expect(new ReAct('question -> answer', { tools: [] }).call({ question: 'q' }, { maxIters: Number.NaN })).rejects.toMatchObject({ code: 'invalid_configuration' });
  });

  test('refuses tools of one name', () => {
    expect(() => new ReAct('question -> answer', { tools: [add, add] })).toThrow('there are two tools "add"; give each a name of its own');
    expect(() => new ReAct('question -> answer', { tools: [new Tool({ name: 'finish', func: () => 1 })] })).toThrow('("finish" is how the program ends)');
  });
});

/** A model that takes prompts with a few steps only: one fewer than `takes` fits. */
class NarrowLM extends BaseLM {
  asked = 0;
  readonly #answers: string[];
  readonly #takes: number;

  constructor(answers: readonly string[], takes: number) {
    super('narrow/model');
    this.#answers = [...answers];
    this.#takes = takes;
  }

  protected override async forward(request: LMRequest): Promise<LMResponse> {
    this.asked += 1;
    const steps = question(request).match(/^\[\[ ## thought_\d+ ## \]\]$/gm)?.length ?? 0;
    if (steps >= this.#takes) throw new ContextWindowExceededError('too long', { model: this.model });
    return { outputs: [{ text: this.#answers.shift() ?? '', finishReason: 'stop' }], model: this.model, cacheHit: false };
  }
}
