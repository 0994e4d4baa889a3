import { afterEach, describe, expect, test } from '@jest/globals';
import { completion, failure, type FakeProvider, type Reply, startFakeProvider } from '../../test-fixtures/fake-provider.ts';
import { ConfigurationError } from '../errors.ts';
import { currentOperation } from '../observe.ts';
import type { Operation } from '../operation.ts';
import { context } from '../settings.ts';
import { LM, type LMOptions } from './lm.ts';
import type { LMError } from './lm-error.ts';

const KEY = 'sk-test-0123456789';
/** Retries at once, where an answer says so. */
const AT_ONCE = { headers: { 'retry-after-ms': '0' } };

function model({ url }: FakeProvider, options: LMOptions = {}, name = 'openai/gpt-4o-mini'): LM {
  return new LM(name, { apiBase: `${url}/v1`, apiKey: KEY, ...options });
}

async function failureOf(promise: Promise<unknown>): Promise<LMError> {
  return promise.then(
    () => Promise.reject(new Error('expected a failure')),
    (error: LMError) => error,
  );
}

describe('what goes over the wire', () => {
  test('is the model and the messages, and nothing that was not set', async () => {
    await using provider = await startFakeProvider(() => completion('hello'));
    await model(provider).call('hi');
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
    await model(provider, options).call({ messages: [{ role: 'user', content: 'hi' }], params });
    const { messages: _messages, model: _model, ...body } = provider.requests[0]?.body ?? {};
    expect(body).toEqual(expected);
  });

  test('reasoning models get the system role and the parameters as they are', async () => {
    await using provider = await startFakeProvider(() => completion('hello'));
    const messages = [
      { role: 'system', content: 'be brief' },
      { role: 'user', content: 'hi' },
    ] as const;
    await model(provider, { temperature: 1, maxTokens: 16_000 }, 'openai/gpt-5-mini').call({ messages });
    expect(provider.requests[0]?.body).toEqual({ model: 'gpt-5-mini', messages, temperature: 1, max_completion_tokens: 16_000 });
  });

  test('images, tools, tool calls and their results keep their structure', async () => {
    await using provider = await startFakeProvider(() => completion('hello'));
    await model(provider).call({
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
    expect(await model(provider).call('hi')).toEqual({
      outputs: [{ text: 'cut', finishReason: 'length' }],
      model: 'gpt-4o-mini-2024-07-18',
      id: 'chatcmpl-1',
      cacheHit: false,
      usage: { promptTokens: 100, completionTokens: 40, totalTokens: 140, cacheReadTokens: 64, reasoningTokens: 30 },
    });
  });

  test('has no usage when the provider counts nothing', async () => {
    await using provider = await startFakeProvider(() => completion('x', { usage: null }));
    const reply = { ...(completion('x') as { body: object }).body, usage: undefined };
    await using silent = await startFakeProvider(() => ({ body: reply }));
    expect((await model(silent).call('hi')).usage).toBeUndefined();
    expect((await model(provider).call('hi')).usage).toMatchObject({ promptTokens: 12 });
  });

  test('has tool calls with decoded arguments, or what was written instead', async () => {
    const toolCalls = [
      { id: 'a', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } },
      { id: 'b', type: 'function', function: { name: 'weather', arguments: '{city' } },
    ];
    await using provider = await startFakeProvider(() => completion(null, { message: { tool_calls: toolCalls }, finishReason: 'tool_calls' }));
    expect((await model(provider).call('hi')).outputs).toEqual([
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
    const response = await model(provider).call({ messages: [{ role: 'user', content: 'hi' }], params: { n: 3, temperature: 0.9 } });
    expect(provider.requests.map((request) => request.body['n'])).toEqual([undefined, undefined, undefined]);
    expect(response.outputs.map((output) => output.text).toSorted()).toEqual(['answer 0', 'answer 1', 'answer 2']);
    expect(response.usage).toEqual({ promptTokens: 36, completionTokens: 15, totalTokens: 51 });
  });
});

describe('failures', () => {
  test.each<[string, Reply, string]>([
    ['401', failure(401, 'no', { code: 'invalid_api_key' }), 'auth'],
    ['403', failure(403, 'no'), 'auth'],
    ['402', failure(402, 'pay'), 'billing'],
    ['a used-up quota', failure(429, 'quota', { code: 'insufficient_quota' }), 'billing'],
    ['404', failure(404, 'no such model'), 'invalid_request'],
    ['400', failure(400, 'bad'), 'invalid_request'],
    ['a long prompt', failure(400, 'too much', { code: 'context_length_exceeded' }), 'context_window_exceeded'],
    ['a long prompt in words', failure(400, "This model's maximum context length is 10 tokens."), 'context_window_exceeded'],
    ['an answer that is not JSON', { body: '<html>' }, 'unexpected_response'],
    ['an answer without choices', { body: { choices: [] } }, 'unexpected_response'],
  ])('%s is not repeated and has the code of its kind', async (_name, reply, code) => {
    await using provider = await startFakeProvider(() => reply);
    const error = await failureOf(model(provider).call('hi'));
    expect(error).toMatchObject({ code, isRetryable: false, model: 'openai/gpt-4o-mini' });
    expect(error.cause).toBeInstanceOf(Error);
    expect(provider.requests).toHaveLength(1);
  });

  test.each([
    ['rate_limit', failure(429, 'slow down', AT_ONCE)],
    ['lm_unavailable', failure(500, 'broken', AT_ONCE)],
    ['lm_unavailable', failure(503, 'broken', AT_ONCE)],
    ['lm_unavailable', failure(409, 'conflict', AT_ONCE)],
    ['timeout', failure(408, 'slow', AT_ONCE)],
  ])('%s is repeated three times, then thrown', async (code, reply) => {
    await using provider = await startFakeProvider(() => reply);
    const error = await failureOf(model(provider).call('hi'));
    expect(error).toMatchObject({ code, isRetryable: true, retryAfterMs: 0 });
    expect(provider.requests).toHaveLength(4);
  });

  test('a repeated call that comes through says how often it failed', async () => {
    await using provider = await startFakeProvider((_request, index) => (index < 2 ? failure(500, 'broken', AT_ONCE) : completion('well')));
    expect(await model(provider).call('hi')).toMatchObject({ outputs: [{ text: 'well' }], retries: 2 });
  });

  test('numRetries: 0 repeats nothing', async () => {
    await using provider = await startFakeProvider(() => failure(500, 'broken', AT_ONCE));
    await failureOf(model(provider, { numRetries: 0 }).call('hi'));
    expect(provider.requests).toHaveLength(1);
  });

  test('a provider that asks for more than a minute is not waited for', async () => {
    await using provider = await startFakeProvider(() => failure(429, 'tomorrow', { headers: { 'retry-after': '3600' } }));
    expect(await failureOf(model(provider).call('hi'))).toMatchObject({ code: 'rate_limit', retryAfterMs: 3_600_000 });
    expect(provider.requests).toHaveLength(1);
  });

  test('nobody listening and a broken connection are the same kind of failure', async () => {
    const gone = await startFakeProvider(() => completion('hello'));
    await gone[Symbol.asyncDispose]();
    const refused = await failureOf(model(gone, { numRetries: 0 }).call('hi'));
    expect(refused).toMatchObject({ code: 'lm_unavailable', isRetryable: true, status: undefined });
    expect(refused.message).toContain(`connect ECONNREFUSED ${new URL(gone.url).host}`);
    await using provider = await startFakeProvider(() => 'hang up');
    expect(await failureOf(model(provider, { numRetries: 0 }).call('hi'))).toMatchObject({ code: 'lm_unavailable', isRetryable: true });
  });

  test('no error shows the API key, wherever the provider repeats it', async () => {
    await using provider = await startFakeProvider(() => failure(401, `Incorrect API key provided: ${KEY}.`));
    const error = await failureOf(model(provider).call('hi'));
    const { inspect } = await import('node:util');
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(KEY);
    expect(JSON.stringify(error)).not.toContain(KEY);
    expect(inspect(model(provider), { depth: 10, showHidden: true })).not.toContain(KEY);
  });
});

describe('ending early', () => {
  test('timeoutMs of the model ends one attempt, and the attempt is repeated', async () => {
    await using provider = await startFakeProvider((_request, index) => (index === 0 ? 'silence' : completion('at last')));
    const response = await model(provider, { timeoutMs: 300, numRetries: 1 }).call('hi');
    expect(response).toMatchObject({ outputs: [{ text: 'at last' }], retries: 1 });
    await provider.abandoned;
  });

  test('timeoutMs of the settings ends the whole call and its connection', async () => {
    await using provider = await startFakeProvider(() => 'silence');
    const error = await failureOf(context({ timeoutMs: 50 }, () => model(provider).call('hi')));
    expect(error).toMatchObject({ code: 'timeout', message: expect.stringContaining('50 ms') });
    await provider.abandoned;
    expect(provider.requests).toHaveLength(1);
  });

  test('the signal of the settings ends the call and its connection, with its reason as the cause', async () => {
    const reason = new Error('the visitor left');
    const controller = new AbortController();
    await using provider = await startFakeProvider(() => {
      controller.abort(reason);
      return 'silence';
    });
    const error = await failureOf(context({ signal: controller.signal }, () => model(provider).call('hi')));
    expect(error).toMatchObject({ code: 'aborted', cause: reason });
    await provider.abandoned;
  });

  test('the signal ends the wait before a retry', async () => {
    const controller = new AbortController();
    await using provider = await startFakeProvider(() => {
      setImmediate(() => controller.abort());
      return failure(429, 'later', { headers: { 'retry-after': '30' } });
    });
    expect(await failureOf(context({ signal: controller.signal }, () => model(provider).call('hi')))).toMatchObject({ code: 'aborted' });
  });

  test('a signal that has fired before asks nobody', async () => {
    await using provider = await startFakeProvider(() => completion('hello'));
    expect(await failureOf(context({ signal: AbortSignal.abort() }, () => model(provider).call('hi')))).toMatchObject({ code: 'aborted' });
    expect(provider.requests).toHaveLength(0);
  });
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
  const lm = model(provider, { temperature: 0 });
  const response = await context({ observers: [observer] }, () => lm.call({ messages: [{ role: 'user', content: 'hi' }], params: { maxTokens: 3 } }));
  expect(seen).toEqual([[{ kind: 'lm', name: 'LM', lm, parent: undefined, request: { messages: [{ role: 'user', content: 'hi' }], params: { temperature: 0, maxTokens: 3 } } }, response]]);
});

test.each<[string, LMOptions, string]>([
  ['openai/', {}, 'no name after its provider'],
  ['nobody/model', {}, 'unknown provider "nobody"'],
  ['openai/gpt-4o-mini', { apiBase: 'localhost:8080' }, 'apiBase of openai/gpt-4o-mini is not an HTTP address'],
  ['openai/o3-mini', { maxTokens: 100 }, 'maxTokens of at least 16000'],
  ['openai/gpt-5-mini', { temperature: 0.5 }, 'no other temperature than 1'],
])('new LM(%j, %j) is refused', (name, options, message) => {
  expect(() => new LM(name, options)).toThrow(ConfigurationError);
  expect(() => new LM(name, options)).toThrow(message);
});
