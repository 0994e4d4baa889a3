import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { chatAnswer, ScriptedLM } from '../test-fixtures/scripted-lm.ts';
import { LM } from './lm/lm.ts';
import { Predict } from './module/predict.ts';
import { observe, type Observer } from './observe.ts';
import type { Operation } from './operation.ts';
import { ColBERTv2 } from './retriever/colbertv2.ts';
import { configure, context, currentSettings } from './settings.ts';

afterEach(() => configure({ lm: undefined, timeoutMs: undefined, observers: [] }));

const [a, b] = [new ScriptedLM([], 'test/a'), new ScriptedLM([], 'test/b')];

test('configure changes what it names, for the whole process', () => {
  configure({ lm: a, timeoutMs: 5 });
  configure({ timeoutMs: 7 });
  expect(currentSettings()).toMatchObject({ lm: a, timeoutMs: 7, observers: [] });
});

test('a context sees its own settings, contexts inside start from them, and outside nothing changes', async () => {
  configure({ lm: a });
  await context({ lm: b }, async () => {
    await nextTurn();
    expect(currentSettings().lm).toBe(b);
    context({ timeoutMs: 1 }, () => expect(currentSettings()).toMatchObject({ lm: b, timeoutMs: 1 }));
    expect(currentSettings().timeoutMs).toBeUndefined();
  });
  expect(currentSettings().lm).toBe(a);
});

test('a context can take a setting away', () => {
  configure({ lm: a });
  context({ lm: undefined }, () => expect(currentSettings().lm).toBeUndefined());
});

test('what sends requests is that of the context, for models and searches alike', async () => {
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = (input) => {
    asked.push(input instanceof Request ? input.url : String(input));
    return Promise.resolve(Response.json({ topk: [{ text: 'Paris' }], choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'hello' } }] }));
  };
  const lm = new LM('openai/gpt-4o-mini', { apiBase: 'http://model.invalid/v1', apiKey: 'k' });
  const rm = new ColBERTv2({ url: 'http://search.invalid/api/search' });
  await context({ fetch }, async () => {
    await lm.call({ messages: [{ role: 'user', content: 'hi' }], params: {} });
    await rm.call('capital', 1);
  });
  expect(asked).toEqual(['http://model.invalid/v1/chat/completions', 'http://search.invalid/api/search?query=capital&k=1']);
});

test('configure inside a context is refused, inside an observed operation it is not', async () => {
  expect(() => context({ lm: b }, () => configure({ lm: a }))).toThrow('pass the settings to context() instead');
  const idle: Observer = { observe: (_operation, next) => next() };
  configure({ observers: [idle] });
  await observe({ kind: 'tool', name: 'a', tool: { name: 'a', parameters: {} }, args: {} }, async () => configure({ lm: a }));
  expect(currentSettings().lm).toBe(a);
});

test('a time that no timer can wait is refused, and nothing is changed', () => {
  expect(() => configure({ lm: a, timeoutMs: Number.POSITIVE_INFINITY })).toThrow('timeoutMs of the settings has to be more than 0 and at most 2147483647 milliseconds, got Infinity');
  expect(() => context({ timeoutMs: 2 ** 31 }, () => 1)).toThrow('got 2147483648; leave it out for no limit');
  expect(currentSettings()).toMatchObject({ lm: undefined, timeoutMs: undefined });
});

test('a thousand programs at once keep their models and their operations apart', async () => {
  const answers = await Promise.all(
    Array.from({ length: 1000 }, (_, index) => {
      const roots = new Set<string>();
      const observer: Observer = {
        async observe(operation, next) {
          let root: Operation = operation;
          while (root.parent) root = root.parent;
          if (root.kind === 'module') roots.add(JSON.stringify(root.inputs));
          await nextTurn();
          return next();
        },
      };
      const lm = new ScriptedLM([chatAnswer({ answer: `answer ${index}` })]);
      return context({ lm, observers: [observer] }, async () => {
        const { answer } = await new Predict('question -> answer').call({ question: `question ${index}` });
        return [answer, ...roots];
      });
    }),
  );
  expect(answers).toEqual(Array.from({ length: 1000 }, (_, index) => [`answer ${index}`, JSON.stringify({ question: `question ${index}` })]));
});
