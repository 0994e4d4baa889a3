import { beforeEach, expect, test } from '@jest/globals';
import { modelAt } from '../../test-fixtures/asking.ts';
import { completion, startFakeProvider } from '../../test-fixtures/fake-provider.ts';
import { chatAnswer, ScriptedLM } from '../../test-fixtures/scripted-lm.ts';
import { ChainOfThought } from '../module/chain-of-thought.ts';
import { Module } from '../module/module.ts';
import { Predict } from '../module/predict.ts';
import type { Prediction } from '../prediction/prediction.ts';
import { context } from '../settings.ts';
import type { Signature } from '../signature/signature.ts';
import { inspectHistory } from './format-history.ts';

let printed: string;
const out = { write: (text: string): string => (printed += text) };
beforeEach(() => {
  printed = '';
});

const answering = (text = chatAnswer({ reasoning: 'r', answer: 'a' })): ScriptedLM => new ScriptedLM([text]);

test('an entry says what was asked, what came back, and what it took', async () => {
  await using provider = await startFakeProvider(() => completion('hello'));
  const lm = modelAt(provider, { temperature: 0.5, cache: false });
  const before = Date.now();
  await lm.call('hi');
  expect(lm.history).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      timestamp: expect.any(Date),
      model: 'openai/gpt-4o-mini',
      responseModel: 'gpt-4o-mini-2024-07-18',
      messages: [{ role: 'user', content: 'hi' }],
      params: { temperature: 0.5 },
      outputs: [{ text: 'hello', finishReason: 'stop' }],
      usage: { promptTokens: 12, completionTokens: 5, totalTokens: 17 },
      cost: expect.closeTo(4.8e-6, 12),
      cacheHit: false,
    },
  ]);
  expect(lm.history[0]?.timestamp.getTime()).toBeGreaterThanOrEqual(before);
});

test('a model and every module that a call runs in remember it, others do not', async () => {
  const [lm, other] = [answering(), answering()];
  const [cot, stranger] = [new ChainOfThought('question -> answer'), new Predict('question -> answer')];
  await context({ lm }, () => cot.call({ question: 'one' }));
  await context({ lm: other }, () => stranger.call({ question: 'two' }));
  expect(cot.history).toEqual(lm.history);
  expect(cot.predict.history).toEqual(lm.history);
  expect([lm, other, cot, stranger].map(({ history }) => history.length)).toEqual([1, 1, 1, 1]);
  expect(stranger.history[0]).toBe(other.history[0]);
  expect(lm.copy().history).toEqual([]);
});

test('a module that calls itself remembers each call once', async () => {
  class Again extends Module<Signature<{ left: number }, { answer: string }>> {
    readonly predict = new Predict('question -> answer');

    override forward({ left }: { left: number }): Promise<Prediction<{ answer: string }>> {
      return left > 0 ? this.call({ left: left - 1 }) : this.predict.call({ question: 'q' });
    }
  }
  const program = new Again();
  await context({ lm: answering() }, () => program.call({ left: 2 }));
  expect(program.history).toHaveLength(1);
});

test('a history keeps the last calls, as many as it may', async () => {
  const lm = answering();
  await context({ maxHistorySize: 2 }, async () => {
    for (const question of ['one', 'two', 'three']) await lm.call(question);
  });
  expect(lm.history.map(({ messages }) => messages[0]?.content)).toEqual(['two', 'three']);
  await context({ disableHistory: true }, () => lm.call('four'));
  await context({ maxHistorySize: 0 }, () => lm.call('five'));
  expect(lm.history).toHaveLength(2);
});

test('inspectHistory prints the last calls of the process, a module or a model', async () => {
  const lm = answering('the answer');
  const predict = new Predict('question -> answer');
  const asked = context({ lm, adapter: undefined }, () => predict.call({ question: 'why?' }));
  await expect(asked).rejects.toMatchObject({ code: 'adapter_parse_error' });
  await lm.call({ messages: [{ role: 'system', content: 'be brief' }, { role: 'user', content: 'last' }] });
  const [first, , last] = lm.history;
  expect(first?.messages.at(-1)?.content).toContain('why?');
  inspectHistory(1, out);
  expect(printed).toBe(`\n\n[${last?.timestamp.toISOString()}] scripted/model\n\nSystem message:\n\nbe brief\n\nUser message:\n\nlast\n\nResponse:\n\nthe answer\n\n`);
  printed = '';
  lm.inspectHistory(3, out);
  expect(printed.match(/^Response:$/gm)).toHaveLength(3);
  printed = '';
  predict.inspectHistory(10, out);
  expect(printed.match(/why\?/g)).toHaveLength(2);
  printed = '';
  lm.inspectHistory(0, out);
  expect(printed).toBe('');
});

test('inspectHistory shows calls of tools and thoughts, and of images and files only what they are', async () => {
  const lm = new ScriptedLM([{ text: '', reasoning: 'hm', toolCalls: [{ id: '1', name: 'add', args: { x: 1 } }, { id: '2', name: 'add', args: {}, invalidArgs: '{x' }] }]);
  await lm.call({
    tools: [{ name: 'add', parameters: {} }],
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'look: ' },
          { type: 'image', url: `data:image/png;base64,${'A'.repeat(1000)}` },
          { type: 'audio', mediaType: 'audio/wav', data: 'AAAA' },
          { type: 'file', mediaType: 'application/pdf', data: 'AAAA', filename: 'a.pdf' },
        ],
      },
      { role: 'assistant', content: '', toolCalls: [{ id: '0', name: 'find', args: { word: 'tea' } }] },
      { role: 'tool', toolCallId: '0', toolName: 'find', content: 'a drink' },
    ],
  });
  lm.inspectHistory(1, out);
  expect(printed.trim().split('\n\n').slice(1)).toEqual([
    'User message:',
    `look: <image data:image/png;base64,${'A'.repeat(38)}… (1022 characters)><audio audio/wav, 4 characters of base64><file a.pdf, 4 characters>`,
    'Assistant message:',
    '-> find({"word":"tea"})',
    'Tool result:',
    'a drink',
    'Tools: add',
    'Response:',
    '(thinking) hm\n-> add({"x":1})\n-> add({x)',
  ]);
});
