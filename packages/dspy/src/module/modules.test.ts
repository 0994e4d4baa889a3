import { afterEach, describe, expect, test } from '@jest/globals';
import { chatAnswer, ScriptedLM } from '../../test-fixtures/scripted-lm.ts';
import { ChatAdapter } from '../adapter/chat-adapter.ts';
import { Prediction } from '../prediction/prediction.ts';
import { configure, context } from '../settings.ts';
import { field } from '../signature/field-builder.ts';
import { type Inputs, signature } from '../signature/signature.ts';
import { ChainOfThought } from './chain-of-thought.ts';
import { Module } from './module.ts';
import { Predict } from './predict.ts';

afterEach(() => configure({ lm: undefined }));

const answering = (answer: string, model?: string): ScriptedLM => new ScriptedLM([chatAnswer({ answer })], model);

describe('Predict', () => {
  test('asks the model of the call, else its own, else that of the settings', async () => {
    const qa = new Predict('question -> answer');
    configure({ lm: answering('from the settings') });
    expect(await qa.call({ question: 'q' })).toMatchObject({ answer: 'from the settings' });
    qa.lm = answering('its own');
    expect(await qa.call({ question: 'q' })).toMatchObject({ answer: 'its own' });
    expect(await qa.call({ question: 'q' }, { lm: answering('of the call') })).toMatchObject({ answer: 'of the call' });
  });

  test('without a model says what to configure', async () => {
    await expect(new Predict('question -> answer').call({ question: 'q' })).rejects.toMatchObject({ code: 'not_configured', message: expect.stringContaining('configure({ lm') });
  });

  test('parameters of the call win over its own', async () => {
    const lm = answering('a');
    await new Predict('question -> answer', { lm, temperature: 0.9, maxTokens: 5 }).call({ question: 'q' }, { temperature: 0.1 });
    expect(lm.requests[0]?.params).toEqual({ temperature: 0.1, maxTokens: 5 });
  });

  test('n answers are completions, asked for at a temperature at which they differ', async () => {
    const lm = answering('a');
    const prediction = await new Predict('question -> answer', { lm, n: 2 }).call({ question: 'q' });
    expect(prediction.completions?.get('answer')).toEqual(['a', 'a']);
    expect(lm.requests[0]?.params).toEqual({ n: 2, temperature: 0.7 });
    await new Predict('question -> answer', { lm }).call({ question: 'q' }, { n: 2, temperature: 0.5 });
    expect(lm.requests[1]?.params).toEqual({ n: 2, temperature: 0.5 });
    await new Predict('question -> answer', { lm, temperature: 0 }).call({ question: 'q' }, { n: 2 });
    expect(lm.requests[2]?.params).toEqual({ n: 2, temperature: 0.7 });
  });

  test.each<[object, string]>([
    [{ temperature: 'hot' }, "temperature of Predict(StringSignature) has to be a number from 0, got 'hot'"],
    [{ temperature: Number.NaN }, 'has to be a number from 0, got NaN'],
    [{ n: 0 }, 'n of Predict(StringSignature) has to be a whole number from 1, got 0'],
    [{ n: 1.5 }, 'has to be a whole number from 1, got 1.5'],
    [{ maxTokens: -1 }, 'maxTokens of Predict(StringSignature) has to be a whole number from 1, got -1'],
    [{ topP: 2 }, 'topP of Predict(StringSignature) has to be a number from 0 to 1, got 2'],
    [{ stop: 'END' }, "stop of Predict(StringSignature) has to be a list of strings, got 'END'"],
    [{ max_tokens: 5 }, 'Predict(StringSignature) has no parameter "max_tokens"; write maxTokens'],
    [{ logprobs: true }, 'Predict(StringSignature) has no parameter "logprobs"; give what only the provider knows in extraBody'],
  ])('%j is refused, of the predictor and of a call', async (config, message) => {
    expect(() => new Predict('question -> answer', config)).toThrow(expect.objectContaining({ code: 'invalid_configuration', message: expect.stringContaining(message) }));
    const lm = answering('a');
    await expect(new Predict('question -> answer', { lm }).call({ question: 'q' }, config)).rejects.toMatchObject({ code: 'invalid_configuration', message: expect.stringContaining(message) });
    expect(lm.requests).toEqual([]);
  });

  test('fills in defaults and leaves inputs out that may be left out', async () => {
    const lm = answering('a');
    const made = signature({ inputs: { question: 'str', style: field.str({ default: 'brief' }), hint: 'str | None' }, outputs: { answer: 'str' } });
    await new Predict(made, { lm }).call({ question: 'q' });
    expect(lm.requests[0]?.messages[1]?.content).toContain('[[ ## question ## ]]\nq\n\n[[ ## style ## ]]\nbrief\n\nNow');
  });

  test.each([['a text', 'Why?'], ['nothing', undefined], ['a list', ['Why?']]])('refuses %s instead of inputs by name', async (_name, inputs) => {
    const predict = new Predict('question, context -> answer', { lm: answering('a') });
    await expect(predict.call(inputs as never)).rejects.toMatchObject({ code: 'invalid_input', message: expect.stringContaining('"question, context -> answer" is called with an object that has its inputs by name (question, context), got ') });
  });

  test('uses the adapter of the settings', async () => {
    class Loud extends ChatAdapter {
      protected override formatSystem(): string {
        return 'LOUD';
      }
    }
    const lm = answering('a');
    await context({ lm, adapter: new Loud() }, () => new Predict('question -> answer').call({ question: 'q' }));
    expect(lm.requests[0]?.messages[0]?.content).toBe('LOUD');
  });
});

test('ChainOfThought puts reasoning before the outputs and keeps the instructions', async () => {
  const lm = new ScriptedLM([chatAnswer({ reasoning: 'because', score: '7' })]);
  const cot = new ChainOfThought(signature('question -> score: int', 'Rate it.'), { lm, demos: [{ question: 'a', reasoning: 'b', score: 1 }] });
  const { reasoning, score } = await cot.call({ question: 'q' }, { temperature: 0.2 });
  expect([reasoning, score]).toEqual(['because', 7]);
  expect(String(cot.signature)).toBe('question -> reasoning, score');
  expect(cot.predict.signature.instructions).toBe('Rate it.');
  expect(lm.requests[0]?.messages).toHaveLength(4);
  expect(lm.requests[0]?.params).toEqual({ temperature: 0.2 });
});

const QA = signature('question -> answer');

class Nested extends Module<typeof QA> {
  override readonly signature = QA;
  readonly first = new Predict(QA);
  readonly again = this.first;
  readonly steps = [new ChainOfThought(QA), new Predict(QA)];
  readonly byName = { short: new Predict(QA) };
  readonly map = new Map([['long', new Predict(QA)]]);
  readonly itself: Module = this;

  override async forward({ question }: Inputs<typeof QA>): Promise<Prediction<{ answer: string }>> {
    const { answer } = await this.first.call({ question });
    const last = await this.byName.short.call({ question: answer });
    return new Prediction({ answer: last.answer });
  }
}

describe('Module', () => {
  test('finds its predictors to any depth, each once', () => {
    const nested = new Nested();
    expect(nested.namedPredictors().map(([path]) => path)).toEqual(['first', 'steps[0].predict', 'steps[1]', "byName['short']", "map['long']"]);
    expect(nested.namedModules().map(([path]) => path)).toEqual(['first', 'steps[0]', 'steps[0].predict', 'steps[1]', "byName['short']", "map['long']"]);
    expect(new Predict(QA).namedPredictors().map(([path]) => path)).toEqual(['self']);
  });

  test('setLm gives every predictor the model', async () => {
    const nested = new Nested();
    const lm = answering('a');
    nested.setLm(lm);
    expect(nested.predictors().every((predictor) => predictor.lm === lm)).toBe(true);
    expect(await nested.call({ question: 'q' })).toMatchObject({ answer: 'a' });
  });

  test('trackUsage sums tokens per model on the outermost prediction', async () => {
    const nested = new Nested();
    const [one, two] = [answering('a', 'test/one'), answering('b', 'test/two')];
    nested.first.lm = one;
    nested.byName.short.lm = two;
    const tracked = await context({ trackUsage: true }, () => nested.call({ question: 'q' }));
    expect(tracked.usage).toEqual({
      'test/one': { promptTokens: 10, completionTokens: 2, totalTokens: 12 },
      'test/two': { promptTokens: 10, completionTokens: 2, totalTokens: 12 },
    });
    expect((await nested.call({ question: 'q' })).usage).toEqual({});
  });

  test('resetCopy forgets models and worked examples, and keeps the rest', () => {
    const nested = new Nested();
    nested.first.signature = nested.first.signature.withInstructions('Be brief.');
    Object.assign(nested.first, { lm: answering('a'), demos: [{ question: 'q', answer: 'a' }], traces: [1], train: [2], config: { temperature: 0.3 } });
    const copy = nested.resetCopy();
    expect(copy.first).toMatchObject({ lm: undefined, demos: [], traces: [], train: [], config: { temperature: 0.3 } });
    expect(copy.first.signature.instructions).toBe('Be brief.');
    expect([copy.again === copy.first, copy.itself === copy, nested.first.demos.length]).toEqual([true, true, 1]);
  });

  test('what forward throws comes out as it is', async () => {
    const failure = new Error('mine');
    class Failing extends Module<typeof QA> {
      override forward(): Promise<Prediction<{ answer: string }>> {
        throw failure;
      }
    }
    await expect(new Failing().call({ question: 'q' })).rejects.toBe(failure);
  });
});
