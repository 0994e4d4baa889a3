import { expect, test } from '@jest/globals';
import { chatAnswer, ScriptedLM } from '../test-fixtures/scripted-lm.ts';
import { ChainOfThought } from './module/chain-of-thought.ts';
import { addObserver, currentOperation, note, observe, type Observer } from './observe.ts';
import type { Operation, ToolOperation } from './operation.ts';
import { context } from './settings.ts';

function tool(name: string): ToolOperation {
  return { kind: 'tool', name, tool: { name, parameters: {} }, args: {} };
}

/** Notes the path of every operation from the outermost one, and how it ended. */
class Recorder implements Observer {
  readonly paths: string[] = [];
  readonly outcomes: unknown[] = [];

  async observe<R>(operation: Operation, next: () => Promise<R>): Promise<R> {
    const path: string[] = [];
    for (let current: Operation | undefined = operation; current; current = current.parent) path.unshift(`${current.kind} ${current.name}`);
    this.paths.push(path.join(' > '));
    try {
      const result = await next();
      this.outcomes.push(result);
      return result;
    } catch (error) {
      this.outcomes.push(error);
      throw error;
    }
  }
}

test('without observers the operation runs as it is', async () => {
  const operation = tool('a');
  expect(await observe(operation, async () => currentOperation())).toBeUndefined();
  expect(operation.parent).toBeUndefined();
});

test('a chain of thought announces what Python shows in full detail', async () => {
  const recorder = new Recorder();
  const lm = new ScriptedLM([chatAnswer({ reasoning: 'r', answer: 'a' })]);
  await context({ lm, observers: [recorder] }, () => new ChainOfThought('question -> answer').call({ question: 'q' }));
  const adapter = 'module ChainOfThought > module Predict > predict Predict(StringSignature) > adapter ChatAdapter';
  expect(recorder.paths).toEqual([
    'module ChainOfThought',
    'module ChainOfThought > module Predict',
    'module ChainOfThought > module Predict > predict Predict(StringSignature)',
    adapter,
    `${adapter} > adapter.format ChatAdapter`,
    `${adapter} > lm ScriptedLM`,
    `${adapter} > adapter.parse ChatAdapter`,
  ]);
});

test('an error passes every observer on its way out', async () => {
  const recorder = new Recorder();
  const failure = new Error('broken');
  const run = observe.bind(undefined, tool('outer'), () => observe(tool('inner'), () => Promise.reject(failure)));
  await expect(context({ observers: [recorder] }, run)).rejects.toBe(failure);
  expect(recorder.outcomes).toEqual([failure, failure]);
});

test('process-wide observers are outside, the first one outermost, and can be taken away', async () => {
  const order: string[] = [];
  const named = (name: string): Observer => ({
    observe: async (_operation, next) => {
      order.push(`${name} in`);
      const result = await next();
      order.push(`${name} out`);
      return result;
    },
  });
  const shared = named('first');
  const removals = [addObserver(shared), addObserver(named('second')), addObserver(shared)];
  await context({ observers: [named('scoped')] }, () => observe(tool('a'), async () => order.push('run')));
  expect(order).toEqual(['first in', 'second in', 'first in', 'scoped in', 'run', 'scoped out', 'first out', 'second out', 'first out']);
  removals[0]?.();
  order.length = 0;
  await observe(tool('a'), async () => undefined);
  expect(order).toEqual(['second in', 'first in', 'first out', 'second out']);
  for (const remove of removals) remove();
});

test('an observer that swallows an error does not swallow it for the caller', async () => {
  const failure = new Error('broken tool');
  const observer: Observer = { observe: (_operation, next) => next().catch(() => 'all is well') as ReturnType<typeof next> };
  await expect(context({ observers: [observer] }, () => observe(tool('a'), () => Promise.reject(failure)))).rejects.toBe(failure);
});

test('what happens in the middle of an operation reaches every observer, and none of them can break it', async () => {
  const heard: unknown[] = [];
  const broken: Observer = {
    observe: (_operation, next) => next(),
    note() {
      throw new Error('broken observer');
    },
  };
  const listening: Observer = { observe: (_operation, next) => next(), note: ({ name }, moment) => heard.push([name, moment]) };
  const remove = addObserver(listening);
  note({ kind: 'first-token' });
  await context({ observers: [broken, listening] }, () => observe(tool('a'), async () => note({ kind: 'first-token' })));
  remove();
  const once = ['a', { kind: 'first-token' }];
  expect(heard).toEqual([once, once]);
});
