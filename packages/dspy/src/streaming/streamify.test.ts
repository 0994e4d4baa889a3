import { afterEach, describe, expect, test } from '@jest/globals';
import { modelAt } from '../../test-fixtures/asking.ts';
import { completion, completionEvents, failure, HANG_UP, type Reply, startFakeProvider, streamed } from '../../test-fixtures/fake-provider.ts';
import { chatAnswer, ScriptedLM } from '../../test-fixtures/scripted-lm.ts';
import { JSONAdapter } from '../adapter/json-adapter.ts';
import { TwoStepAdapter } from '../adapter/two-step-adapter.ts';
import { XMLAdapter } from '../adapter/xml-adapter.ts';
import { resetMemoryCache } from '../lm/cache/response-cache.ts';
import { ChainOfThought } from '../module/chain-of-thought.ts';
import { Module } from '../module/module.ts';
import { Predict } from '../module/predict.ts';
import { Prediction } from '../prediction/prediction.ts';
import { context, type Settings } from '../settings.ts';
import { type Inputs, signature } from '../signature/signature.ts';
import { Tool } from '../types/tool.ts';
import { StatusMessageProvider } from './status-messages.ts';
import { type StreamItem, streamify, type StreamifyOptions } from './streamify.ts';
import { LMChunk, StatusMessage, StreamResponse } from './stream-items.ts';
import { StreamListener } from './stream-listener.ts';

const QA = signature('question -> answer');
const QUESTION = { question: 'What is the capital of France?' };
const REASONING = 'The question is answered by known facts, so the answer is Paris.';
const AT_ONCE = { headers: { 'retry-after-ms': '0' } };

/** A model's answer in pieces that cut markers. */
const CHAT_PIECES = ['[[', ' ##', ' reasoning', ' ##', ' ]]', '\nThe', REASONING.slice(3), '\n\n[[', ' ##', ' answer', ' ##', ' ]]', '\nParis', '\n\n[[', ' ##', ' comple', 'ted', ' ##', ' ]]'];
const JSON_PIECES = ['{"reas', 'oning"', ':', ' "The', REASONING.slice(3), '"', ', "ans', 'wer":', ' "Paris', '"', '}'];
const ANSWER_PIECES = ['[[', ' ## answer', ' ##', ' ]]\nPar', 'is', '\n\n[[ ## completed ## ]]'];

afterEach(() => resetMemoryCache());

const answer = (options: object = {}): StreamListener => new StreamListener({ signatureFieldName: 'answer', ...options });

async function collect<O extends object>(items: AsyncIterable<StreamItem<O>>): Promise<StreamItem<O>[]> {
  const all: StreamItem<O>[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Runs a program as a stream against a provider that answers with these replies in turn. */
async function stream(program: Module, replies: readonly Reply[], options: StreamifyOptions = {}, settings: Partial<Settings> = {}): Promise<{ readonly items: StreamItem<object>[]; readonly requests: readonly Record<string, unknown>[] }> {
  await using provider = await startFakeProvider((_request, index) => replies[index] ?? 'hang up');
  const items = await context({ lm: modelAt(provider, { cache: false }), ...settings }, () => collect(streamify(program, options)(QUESTION)));
  return { items, requests: provider.requests.map((request) => request.body) };
}

const shown = (items: readonly StreamItem<object>[]): unknown[] => items.map((item) => (item instanceof StatusMessage ? item.message : item instanceof Prediction ? item.toJSON() : Object.fromEntries(Object.entries(item))));
const chunk = (text: string, isLastChunk: boolean, predictName = 'predict', callIndex = 0): object => ({ predictName, signatureFieldName: 'answer', chunk: text, isLastChunk, callIndex });

describe('a listener', () => {
  test('gets its field without markers, as Python DSPy gives it', async () => {
    const { items, requests } = await stream(new ChainOfThought(QA), [streamed(CHAT_PIECES)], { streamListeners: [answer()] });
    expect(shown(items)).toEqual([chunk('Paris', false), chunk('', true), { reasoning: REASONING, answer: 'Paris' }]);
    expect(items[0]).toBeInstanceOf(StreamResponse);
    expect(requests[0]).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });

  test('gets its field of JSON without the quotes that Python leaks', async () => {
    const { items } = await stream(new ChainOfThought(QA), [streamed(JSON_PIECES)], { streamListeners: [answer()] }, { adapter: new JSONAdapter() });
    expect(shown(items)).toEqual([chunk('Paris', false), chunk('', true), { reasoning: REASONING, answer: 'Paris' }]);
  });

  test('gets its field of XML, decoded', async () => {
    const pieces = ['<reaso', 'ning>\nTea ', '&am', 'p; milk</reasoning>\n<ans', 'wer>Par', 'is &lt;', '3\n</answ', 'er>'];
    const { items } = await stream(new ChainOfThought(QA), [streamed(pieces)], { streamListeners: [answer()] }, { adapter: new XMLAdapter() });
    expect(shown(items)).toEqual([chunk('Par', false), chunk('is <', false), chunk('3', false), chunk('', true), { reasoning: 'Tea & milk', answer: 'Paris <3' }]);
  });

  test('gets its field from the second of two steps, which finds it', async () => {
    await using finder = await startFakeProvider(() => streamed(CHAT_PIECES));
    const { items, requests } = await stream(new ChainOfThought(QA), [completion('Paris, of course.')], { streamListeners: [answer()] }, { adapter: new TwoStepAdapter(modelAt(finder, { cache: false })) });
    expect(shown(items)).toEqual([chunk('Paris', false), chunk('', true), { reasoning: REASONING, answer: 'Paris' }]);
    expect([requests.length, finder.requests.length]).toEqual([1, 1]);
  });

  test('gets an answer in one piece from a model that does not stream', async () => {
    const lm = new ScriptedLM([chatAnswer({ answer: 'Paris' })]);
    const items = await context({ lm }, () => collect(streamify(new Predict(QA), { streamListeners: [answer()] })(QUESTION)));
    expect(shown(items)).toEqual([chunk('Paris', true, 'self'), { answer: 'Paris' }]);
  });

  test('hears only the first call of a predictor, unless it may be used again', async () => {
    class Twice extends Module<typeof QA> {
      override readonly signature = QA;
      readonly ask = new Predict(QA);
      override async forward(inputs: Inputs<typeof QA>): Promise<Prediction<{ answer: string }>> {
        const { answer: first } = await this.ask.call(inputs);
        return this.ask.call({ question: first });
      }
    }
    const once = [chunk('Par', false, 'ask'), chunk('is', false, 'ask'), chunk('', true, 'ask')];
    expect(shown((await stream(new Twice(), [streamed(ANSWER_PIECES), streamed(ANSWER_PIECES)], { streamListeners: [answer()] })).items)).toEqual([...once, { answer: 'Paris' }]);
    const again = once.map((each) => ({ ...each, callIndex: 1 }));
    expect(shown((await stream(new Twice(), [streamed(ANSWER_PIECES), streamed(ANSWER_PIECES)], { streamListeners: [answer({ allowReuse: true })] })).items)).toEqual([...once, ...again, { answer: 'Paris' }]);
  });

  test('that fits no predictor, or several, is refused before anything runs', () => {
    class Two extends Module<typeof QA> {
      readonly one = new Predict(QA);
      readonly two = new Predict(QA);
      override async forward(): Promise<Prediction<{ answer: string }>> {
        return new Prediction({ answer: '' });
      }
    }
    expect(() => streamify(new Predict(QA), { streamListeners: [answer({ signatureFieldName: 'reply' })] })).toThrow('no predictor that the listener names has the output field "reply"; the program\'s predictors are self (answer)');
    expect(() => streamify(new Two(), { streamListeners: [answer()] })).toThrow('(one, two); say which one');
    expect(() => streamify(new Two(), { streamListeners: [answer({ predictName: 'two' })] })).not.toThrow();
  });
});

describe('without listeners', () => {
  test('everything that the model writes arrives as it is', async () => {
    const { items } = await stream(new Predict(QA), [streamed(ANSWER_PIECES)]);
    const chunks = items.filter((item) => item instanceof LMChunk);
    expect(chunks.map(({ text }) => text)).toEqual(ANSWER_PIECES);
    expect(chunks.every(({ predictName }) => predictName === 'self')).toBe(true);
    expect(items.at(-1)).toBeInstanceOf(Prediction);
  });

  test('nothing is asked again once something was shown', async () => {
    const written = 'I am sorry, I forgot the format.';
    await using provider = await startFakeProvider(() => streamed([written]));
    const items: unknown[] = [];
    const run = async (): Promise<void> => {
      for await (const item of streamify(new Predict(QA))(QUESTION)) items.push(item);
    };
    await expect(context({ lm: modelAt(provider, { cache: false }) }, run)).rejects.toMatchObject({ code: 'adapter_parse_error', completion: written });
    expect(items).toEqual([{ predictName: 'self', text: written, callIndex: 0 }]);
    expect(provider.requests).toHaveLength(1);
  });
});

test('a listener that has heard nothing hears the answer that is asked for as JSON', async () => {
  const { items, requests } = await stream(new ChainOfThought(QA), [streamed(['I forgot the format.']), streamed(JSON_PIECES)], { streamListeners: [answer()] });
  expect(requests).toHaveLength(2);
  expect(shown(items)).toEqual([chunk('Paris', false), chunk('', true), { reasoning: REASONING, answer: 'Paris' }]);
});

describe('failures', () => {
  test('are repeated as long as nothing was shown, in the middle of an answer too', async () => {
    const broken = streamed(['[[ ## reasoning ## ]]\nBecause', HANG_UP]);
    const { items, requests } = await stream(new ChainOfThought(QA), [broken, failure(500, 'broken', AT_ONCE), streamed(CHAT_PIECES)], { streamListeners: [answer()] });
    expect(requests).toHaveLength(3);
    expect(shown(items)).toEqual([chunk('Paris', false), chunk('', true), { reasoning: REASONING, answer: 'Paris' }]);
  });

  test('after something was shown end the iteration', async () => {
    await using provider = await startFakeProvider(() => streamed(['[[ ## answer ## ]]\nPar', 'is', HANG_UP]));
    const heard: string[] = [];
    const run = async (): Promise<void> => {
      for await (const item of streamify(new Predict(QA), { streamListeners: [answer()] })(QUESTION)) if (item instanceof StreamResponse) heard.push(item.chunk);
    };
    await expect(context({ lm: modelAt(provider, { cache: false }) }, run)).rejects.toMatchObject({ code: 'lm_unavailable' });
    expect(provider.requests).toHaveLength(1);
  });
});

test('tokens and cost of a streamed answer are counted', async () => {
  const usage = { prompt_tokens: 100, completion_tokens: 40, total_tokens: 140, prompt_tokens_details: { cached_tokens: 64 }, completion_tokens_details: { reasoning_tokens: 30 } };
  const program = new Predict(QA);
  await stream(program, [streamed(ANSWER_PIECES, usage)], { streamListeners: [answer()] });
  expect(program.history).toMatchObject([{ usage: { promptTokens: 100, completionTokens: 40, cacheReadTokens: 64, reasoningTokens: 30 }, cost: expect.closeTo(34.2e-6, 12), responseModel: 'gpt-4o-mini-2024-07-18' }]);
});

test('an answer from the cache streams too', async () => {
  await using provider = await startFakeProvider(() => completion(chatAnswer({ answer: 'Paris' })));
  const program = new Predict(QA, { lm: modelAt(provider) });
  await program.call(QUESTION);
  expect(shown(await collect(streamify(program, { streamListeners: [answer()] })(QUESTION)))).toEqual([chunk('Paris', true, 'self'), { answer: 'Paris' }]);
  expect(provider.requests).toHaveLength(1);
});

test('the prediction can be left out', async () => {
  const { items } = await stream(new Predict(QA), [streamed(ANSWER_PIECES)], { streamListeners: [answer()], includeFinalPredictionInOutputStream: false });
  expect(items.every((item) => item instanceof StreamResponse)).toBe(true);
});

/** The beginning of an answer that never ends. */
async function* endless(): AsyncGenerator<string> {
  const [start = '', ...texts] = completionEvents(ANSWER_PIECES);
  yield start;
  for (const text of texts.slice(0, 5)) yield text;
  await new Promise(() => undefined);
}

describe('ending early', () => {
  test('leaving the loop ends the call of the model', async () => {
    await using provider = await startFakeProvider(() => ({ pieces: endless() }));
    await context({ lm: modelAt(provider) }, async () => {
      for await (const item of streamify(new Predict(QA), { streamListeners: [answer()] })(QUESTION)) {
        expect(item).toMatchObject({ chunk: 'Par' });
        break;
      }
    });
    await provider.abandoned;
  });

  test('a signal ends the call of the model, and the iteration throws', async () => {
    await using provider = await startFakeProvider(() => ({ pieces: endless() }));
    const controller = new AbortController();
    const reason = new Error('the visitor left');
    const run = async (): Promise<void> => {
      for await (const _item of streamify(new Predict(QA), { streamListeners: [answer()] })(QUESTION, { signal: controller.signal })) controller.abort(reason);
    };
    await expect(context({ lm: modelAt(provider) }, run)).rejects.toMatchObject({ code: 'aborted' });
    await provider.abandoned;
  });

  test('what is never iterated never runs', async () => {
    const lm = new ScriptedLM([chatAnswer({ answer: 'Paris' })]);
    context({ lm }, () => streamify(new Predict(QA))(QUESTION));
    expect(lm.requests).toEqual([]);
  });
});

test('programs that stream at the same time keep apart', async () => {
  await using provider = await startFakeProvider(({ body }) => {
    const name = /name-\d+/.exec(JSON.stringify(body))?.[0] ?? '';
    return streamed(['[[ ## answer ## ]]\n', ...name.split(''), '\n\n[[ ## completed ## ]]']);
  });
  const program = new Predict(QA, { lm: modelAt(provider) });
  const run = streamify(program, { streamListeners: [answer()] });
  const all = await Promise.all(Array.from({ length: 50 }, (_, index) => collect(run({ question: `name-${index}` }))));
  for (const [index, items] of all.entries()) {
    expect(items.map((item) => (item instanceof StreamResponse ? item.chunk : '')).join('')).toBe(`name-${index}`);
    expect(items.at(-1)).toMatchObject({ answer: `name-${index}` });
  }
});

describe('status messages', () => {
  class Steps extends StatusMessageProvider {
    override moduleStartStatusMessage(module: Module): string | undefined {
      return module instanceof ChainOfThought ? 'thinking' : undefined;
    }
    override moduleEndStatusMessage(module: Module): Promise<string> | undefined {
      return module instanceof ChainOfThought ? Promise.resolve('thought') : undefined;
    }
    override lmStartStatusMessage(): string {
      return 'asking';
    }
    override lmEndStatusMessage(): string {
      return 'asked';
    }
  }

  test('come between the pieces, in order', async () => {
    const { items } = await stream(new ChainOfThought(QA), [streamed(CHAT_PIECES)], { streamListeners: [answer()], statusMessageProvider: new Steps() });
    expect(shown(items).slice(0, -1)).toEqual(['thinking', 'asking', chunk('Paris', false), chunk('', true), 'asked', 'thought']);
  });

  test('say which tool is at work unless told otherwise', async () => {
    const tool = new Tool({ name: 'weather', parameters: { city: 'str' }, func: ({ city }) => `sunny in ${city}` });
    class Weather extends Module<typeof QA> {
      override async forward(): Promise<Prediction<{ answer: string }>> {
        return new Prediction({ answer: await tool.call({ city: 'Paris' }) });
      }
    }
    const items = await collect(streamify(new Weather())(QUESTION));
    expect(shown(items)).toEqual(['Using the tool weather…', 'The tool weather is done; asking the model with what it gave…', { answer: 'sunny in Paris' }]);
  });
});
