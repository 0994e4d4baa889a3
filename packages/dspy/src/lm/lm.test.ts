import { afterEach, describe, expect, test } from '@jest/globals';
import { failureOf, KEY, modelAt } from '../../test-fixtures/asking.ts';
import { completion, failure, startFakeProvider } from '../../test-fixtures/fake-provider.ts';
import { ConfigurationError } from '../errors.ts';
import { currentOperation } from '../observe.ts';
import type { Operation } from '../operation.ts';
import { context } from '../settings.ts';
import { LM, type LMOptions } from './lm.ts';

describe('what goes over the wire', () => {
  test('is the model and the messages, and nothing that was not set', async () => {
    await using provider = await startFakeProvider(() => completion('hello'));
    await modelAt(provider).call('hi');
    const [request] = provider.requests;
    expect(request?.path).toBe('/v1/chat/completions');
    expect(request?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(request?.body).toEqual({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hi' }] });
  });

  test.each<[LMOptions, LMOptions, object]>([
    [{ temperature: 0 }, {}, { temperature: 0 }],
    [{ temperature: 1, maxTokens: 1000 }, {}, { temperature: 1, max_completion_tokens: 1000 }],
    [{ temperature: 1 }, { temperature: 0.2, maxTokens: 10 }, { temperature: 0.2, max_completion_tokens: 10 }],
    [
      { topP: 0.5, presencePenalty: 0.1, frequencyPenalty: 0.2, seed: 1, stop: ['a'], extraBody: { logit_bias: { 1: 2 }, user: 'u' } },
      {},
      { top_p: 0.5, presence_penalty: 0.1, frequency_penalty: 0.2, seed: 1, stop: ['a'], logit_bias: { 1: 2 }, user: 'u' },
    ],
    [{}, { reasoningEffort: 'low' }, { reasoning_effort: 'low' }],
    [{}, { responseFormat: { type: 'json' } }, { response_format: { type: 'json_object' } }],
    [{}, { rolloutId: 5, temperature: 1 }, { temperature: 1 }],
  ])('model parameters %j and call parameters %j give %j', async (options, params, expected) => {
    await using provider = await startFakeProvider(() => completion('hello'));
    await modelAt(provider, options).call({ messages: [{ role: 'user', content: 'hi' }], params });
    const { messages: _messages, model: _model, ...body } = provider.requests[0]?.body ?? {};
    expect(body).toEqual(expected);
  });

  test('reasoning models get the system role and the parameters as they are', async () => {
    await using provider = await startFakeProvider(() => completion('hello'));
    const messages = [
      { role: 'system', content: 'be brief' },
      { role: 'user', content: 'hi' },
    ] as const;
    await modelAt(provider, { temperature: 1, maxTokens: 16_000 }, 'openai/gpt-5-mini').call({ messages });
    expect(provider.requests[0]?.body).toEqual({ model: 'gpt-5-mini', messages, temperature: 1, max_completion_tokens: 16_000 });
  });

  test('images, tools, tool calls and their results keep their structure', async () => {
    await using provider = await startFakeProvider(() => completion('hello'));
    await modelAt(provider).call({
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'look' }, { type: 'image', url: 'https://example.org/a.png' }, { type: 'image', url: 'data:image/png;base64,iVBORw0=' }] },
        { role: 'assistant', content: '', toolCalls: [{ id: 'call-1', name: 'weather', args: { city: 'Paris' } }] },
        { role: 'tool', toolCallId: 'call-1', toolName: 'weather', content: 'sunny' },
      ],
      tools: [{ name: 'weather', description: 'of a city', parameters: { type: 'object', properties: { city: { type: 'string' } } } }],
      params: { toolChoice: 'required', parallelToolCalls: false },
    });
    expect(provider.requests[0]?.body).toEqual({
      model: 'gpt-4o-mini',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'look' },
            { type: 'image_url', image_url: { url: 'https://example.org/a.png' } },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0=' } },
          ],
        },
        { role: 'assistant', content: null, tool_calls: [{ id: 'call-1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } }] },
        { role: 'tool', tool_call_id: 'call-1', content: 'sunny' },
      ],
      tools: [{ type: 'function', function: { name: 'weather', description: 'of a city', parameters: { type: 'object', properties: { city: { type: 'string' } } } } }],
      tool_choice: 'required',
      parallel_tool_calls: false,
    });
  });

  test('an unknown provider with an address is asked as OpenAI would be, without a key when there is none', async () => {
    await using provider = await startFakeProvider(() => completion('hello'));
    const response = await new LM('my-lab/llama/3b', { apiBase: provider.url, headers: { 'x-team': 'a' }, maxTokens: 9 }).call('hi');
    expect(provider.requests[0]).toMatchObject({ path: '/chat/completions', body: { model: 'llama/3b', max_tokens: 9 }, headers: { 'x-team': 'a' } });
    expect(provider.requests[0]?.headers.authorization).toBeUndefined();
    expect(response.outputs[0]?.text).toBe('hello');
  });
});

describe('environment variables', () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  test('give address and key, and are read when the model is asked', async () => {
    await using provider = await startFakeProvider(() => failure(401, 'wrong key: sk-from-the-environment'));
    const lm = new LM('gpt-4o-mini', { numRetries: 0 });
    process.env['OPENAI_BASE_URL'] = `${provider.url}/v1`;
    process.env['OPENAI_API_KEY'] = 'sk-from-the-environment';
    const error = await failureOf(lm.call('hi'));
    expect(provider.requests[0]?.headers.authorization).toBe('Bearer sk-from-the-environment');
    expect(error.message).toContain('wrong key: ***');
  });

  test('a missing key is an auth error that says what to set', async () => {
    delete process.env['OPENAI_API_KEY'];
    const error = await failureOf(new LM('openai/gpt-4o-mini', { apiBase: 'http://127.0.0.1:9/v1' }).call('hi'));
    expect(error).toMatchObject({ code: 'auth', isRetryable: false });
    expect(error.message).toContain('set apiKey');
  });
});

describe('the answer', () => {
  test('has text, finish reason, model, id and tokens with their details', async () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 40,
      total_tokens: 140,
      prompt_tokens_details: { cached_tokens: 64 },
      completion_tokens_details: { reasoning_tokens: 30 },
    };
    await using provider = await startFakeProvider(() => completion('cut', { usage, finishReason: 'length' }));
    expect(await modelAt(provider).call('hi')).toEqual({
      outputs: [{ text: 'cut', finishReason: 'length' }],
      model: 'gpt-4o-mini-2024-07-18',
      id: 'chatcmpl-1',
      cacheHit: false,
      cost: expect.closeTo(34.2e-6, 12),
      costParts: { prompt: expect.closeTo(10.2e-6, 12), cacheRead: expect.closeTo(4.8e-6, 12), completion: expect.closeTo(24e-6, 12) },
      usage: { promptTokens: 100, completionTokens: 40, totalTokens: 140, cacheReadTokens: 64, reasoningTokens: 30 },
    });
  });

  test('has no usage when the provider counts nothing', async () => {
    await using provider = await startFakeProvider(() => completion('x', { usage: null }));
    const reply = { ...(completion('x') as { body: object }).body, usage: undefined };
    await using silent = await startFakeProvider(() => ({ body: reply }));
    expect((await modelAt(silent).call('hi')).usage).toBeUndefined();
    expect((await modelAt(provider).call('hi')).usage).toMatchObject({ promptTokens: 12 });
  });

  test('has tool calls with decoded arguments, or what was written instead', async () => {
    const toolCalls = [
      { id: 'a', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } },
      { id: 'b', type: 'function', function: { name: 'weather', arguments: '{city' } },
    ];
    await using provider = await startFakeProvider(() => completion(null, { message: { tool_calls: toolCalls }, finishReason: 'tool_calls' }));
    expect((await modelAt(provider).call('hi')).outputs).toEqual([
      {
        text: '',
        finishReason: 'tool_calls',
        toolCalls: [
          { id: 'a', name: 'weather', args: { city: 'Paris' } },
          { id: 'b', name: 'weather', args: {}, invalidArgs: '{city' },
        ],
      },
    ]);
  });

  test('to n questions is one request each, and the tokens of all', async () => {
    await using provider = await startFakeProvider((_request, index) => completion(`answer ${index}`));
    const response = await modelAt(provider).call({ messages: [{ role: 'user', content: 'hi' }], params: { n: 3, temperature: 0.9 } });
    expect(provider.requests.map((request) => request.body['n'])).toEqual([undefined, undefined, undefined]);
    expect(response.outputs.map((output) => output.text).toSorted()).toEqual(['answer 0', 'answer 1', 'answer 2']);
    expect(response.usage).toEqual({ promptTokens: 36, completionTokens: 15, totalTokens: 51 });
  });
});

test('of several answers that are asked for, one that fails ends the others', async () => {
  await using provider = await startFakeProvider((_request, index) => (index === 1 ? failure(401, 'no') : 'silence'));
  const error = await failureOf(modelAt(provider).call({ messages: [{ role: 'user', content: 'hi' }], params: { n: 3, temperature: 1 } }));
  expect(error).toMatchObject({ code: 'auth' });
  await provider.abandoned;
});

test('an observer sees the request with every default, and the response', async () => {
  await using provider = await startFakeProvider(() => completion('hello'));
  const seen: [Operation, unknown][] = [];
  const observer = {
    async observe<R>(operation: Operation, next: () => Promise<R>): Promise<R> {
      expect(currentOperation()).toBe(operation);
      const result = await next();
      seen.push([operation, result]);
      return result;
    },
  };
  const lm = modelAt(provider, { temperature: 0 });
  const response = await context({ observers: [observer] }, () => lm.call({ messages: [{ role: 'user', content: 'hi' }], params: { maxTokens: 3 } }));
  expect(seen).toEqual([[{ kind: 'lm', name: 'LM', lm, parent: undefined, request: { messages: [{ role: 'user', content: 'hi' }], params: { temperature: 0, maxTokens: 3 } } }, response]]);
});

test.each<[string, LMOptions, string]>([
  ['openai/', {}, 'no name after its provider'],
  ['nobody/model', {}, 'unknown provider "nobody"'],
  ['openai/gpt-4o-mini', { apiBase: 'localhost:8080' }, 'apiBase of openai/gpt-4o-mini is not an HTTP address'],
  ['openai/gpt-4o-mini', { topP: -1 }, 'topP of openai/gpt-4o-mini has to be a number from 0 to 1, got -1'],
  ['openai/gpt-4o-mini', Object.fromEntries([['num_retries', 2]]), 'openai/gpt-4o-mini has no parameter "num_retries"; perhaps it is numRetries'],
  ['openai/gpt-4o-mini', { timeoutMs: Number.POSITIVE_INFINITY }, 'timeoutMs of openai/gpt-4o-mini has to be more than 0 and at most 2147483647 milliseconds, got Infinity; leave it out for no limit'],
  ['openai/gpt-4o-mini', { timeoutMs: 0 }, 'timeoutMs of openai/gpt-4o-mini has to be more than 0'],
  ['openai/gpt-4o-mini', { numRetries: -1 }, 'numRetries of openai/gpt-4o-mini has to be a whole number from 0, got -1'],
  ['openai/gpt-4o-mini', Object.fromEntries([['modelType', 'text']]), 'modelType of openai/gpt-4o-mini has to be chat or responses, got "text"'],
  ['openai/o3-mini', { maxTokens: 100 }, 'maxTokens of at least 16000'],
  ['openai/gpt-5-mini', { temperature: 0.5 }, 'no other temperature than 1'],
])('new LM(%j, %j) is refused', (name, options, message) => {
  expect(() => new LM(name, options)).toThrow(ConfigurationError);
  expect(() => new LM(name, options)).toThrow(message);
});
