import { describe, expect, test } from '@jest/globals';
import { failureOf, KEY } from '../../../test-fixtures/asking.ts';
import { completion, failure, type RecordedRequest, type Reply, startFakeProvider, streamed } from '../../../test-fixtures/fake-provider.ts';
import { anthropicMessage, bedrockMessage, chatCompletion, geminiContent, openaiResponse } from '../../../test-fixtures/wire-formats.ts';
import { collectWarnings } from '../../../test-fixtures/warnings.ts';
import type { LMCall } from '../base-lm.ts';
import { LM, type LMOptions } from '../lm.ts';
import type { LMResponse } from '../request.ts';
import { installedPackage } from '../../installed-package.ts';
import type { Provider } from './provider.ts';
import { registerProvider } from './registry.ts';

const CALL: LMCall = {
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'How is the weather?' },
    { role: 'assistant', content: 'Let me see.', toolCalls: [{ id: 'call-0', name: 'weather', args: { city: 'Rome' } }] },
    { role: 'tool', toolCallId: 'call-0', toolName: 'weather', content: 'sunny' },
    { role: 'user', content: 'And in Paris?' },
  ],
  tools: [{ name: 'weather', description: 'of a city', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } }],
  params: { maxTokens: 200 },
};

const TOOL_CALL = { id: expect.any(String), name: 'weather', args: { city: 'Paris' } };

async function ask(model: string, path: string, reply: Reply, options: LMOptions = {}): Promise<{ readonly response: LMResponse; readonly request: RecordedRequest }> {
  await using provider = await startFakeProvider(() => reply);
  const response = await new LM(model, { apiBase: `${provider.url}${path}`, apiKey: KEY, cache: false, numRetries: 0, ...options }).call(CALL);
  const [request] = provider.requests;
  if (!request) throw new Error('nothing was asked');
  return { response, request };
}

describe('a round trip with', () => {
  test('openai, chat', async () => {
    const { response, request } = await ask('openai/gpt-4o-mini', '/v1', chatCompletion('Let me see.', 'gpt-4o-mini-2024-07-18'));
    expect(request).toMatchObject({ path: '/v1/chat/completions', headers: { authorization: `Bearer ${KEY}` }, body: { model: 'gpt-4o-mini', max_completion_tokens: 200 } });
    expect(response).toEqual({
      outputs: [{ text: 'Let me see.', finishReason: 'tool_calls', toolCalls: [{ ...TOOL_CALL, id: 'call-1' }] }],
      model: 'gpt-4o-mini-2024-07-18',
      id: 'chat-1',
      cacheHit: false,
      usage: { promptTokens: 100, completionTokens: 40, totalTokens: 140, cacheReadTokens: 64, reasoningTokens: 30 },
      cost: expect.closeTo((36 * 0.15 + 64 * 0.075 + 40 * 0.6) / 1e6, 12),
      costParts: { prompt: expect.closeTo((36 * 0.15 + 64 * 0.075) / 1e6, 12), cacheRead: expect.closeTo((64 * 0.075) / 1e6, 12), completion: expect.closeTo((40 * 0.6) / 1e6, 12) },
    });
  });

  test('openai, responses', async () => {
    const { response, request } = await ask('openai/gpt-5-mini', '/v1', openaiResponse('Let me see.'), { modelType: 'responses', maxTokens: 16_000, reasoningEffort: 'low' });
    expect(request.path).toBe('/v1/responses');
    expect(request.body).toMatchObject({
      model: 'gpt-5-mini',
      max_output_tokens: 200,
      reasoning: { effort: 'low' },
      input: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'input_text', text: 'How is the weather?' }] },
        { role: 'assistant', content: 'Let me see.' },
        { type: 'function_call', call_id: 'call-0', name: 'weather', arguments: '{"city":"Rome"}' },
        { type: 'function_call_output', call_id: 'call-0', output: 'sunny' },
        { role: 'user', content: [{ type: 'input_text', text: 'And in Paris?' }] },
      ],
      tools: [{ type: 'function', name: 'weather', description: 'of a city' }],
    });
    expect(response).toEqual({
      outputs: [{ text: 'Let me see.', finishReason: 'tool_calls', toolCalls: [{ ...TOOL_CALL, id: 'call-1' }], reasoning: 'I know this.' }],
      model: 'gpt-5-mini-2025-08-07',
      id: 'resp-1',
      cacheHit: false,
      usage: { promptTokens: 100, completionTokens: 40, totalTokens: 140, cacheReadTokens: 64, reasoningTokens: 30 },
      cost: expect.closeTo((36 * 0.25 + 64 * 0.025 + 40 * 2) / 1e6, 12),
      costParts: { prompt: expect.closeTo((36 * 0.25 + 64 * 0.025) / 1e6, 12), cacheRead: expect.closeTo((64 * 0.025) / 1e6, 12), completion: expect.closeTo((40 * 2) / 1e6, 12) },
    });
  });

  test('anthropic', async () => {
    const { response, request } = await ask('anthropic/claude-sonnet-4-5', '', anthropicMessage('Let me see.'));
    expect(request).toMatchObject({ path: '/v1/messages', headers: { 'x-api-key': KEY } });
    expect(request.body).toMatchObject({
      model: 'claude-sonnet-4-5',
      max_tokens: 200,
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'How is the weather?' }] },
        { role: 'assistant', content: [{ type: 'text', text: 'Let me see.' }, { type: 'tool_use', id: 'call-0', name: 'weather', input: { city: 'Rome' } }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call-0' }, { type: 'text', text: 'And in Paris?' }] },
      ],
      tools: [{ name: 'weather', description: 'of a city' }],
    });
    expect(response).toEqual({
      outputs: [{ text: 'Let me see.', finishReason: 'tool_calls', toolCalls: [{ ...TOOL_CALL, id: 'call-1' }], reasoning: 'I know this.' }],
      model: 'claude-sonnet-4-5-20250929',
      id: 'msg-1',
      cacheHit: false,
      usage: { promptTokens: 100, completionTokens: 40, totalTokens: 140, cacheReadTokens: 64, cacheWriteTokens: 10 },
      cost: expect.closeTo((26 * 3 + 64 * 0.3 + 10 * 3.75 + 40 * 15) / 1e6, 12),
      costParts: { prompt: expect.closeTo((26 * 3 + 64 * 0.3 + 10 * 3.75) / 1e6, 12), cacheRead: expect.closeTo((64 * 0.3) / 1e6, 12), cacheWrite: expect.closeTo((10 * 3.75) / 1e6, 12), completion: expect.closeTo((40 * 15) / 1e6, 12) },
    });
  });

  test('gemini', async () => {
    const { response, request } = await ask('gemini/gemini-2.5-flash', '', geminiContent('Let me see.'));
    expect(request).toMatchObject({ path: '/v1beta/models/gemini-2.5-flash:generateContent', headers: { 'x-goog-api-key': KEY } });
    expect(request.body).toMatchObject({
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents: [
        { role: 'user', parts: [{ text: 'How is the weather?' }] },
        { role: 'model', parts: [{ text: 'Let me see.' }, { functionCall: { name: 'weather', args: { city: 'Rome' } } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'weather', response: { content: 'sunny' } } }] },
        { role: 'user', parts: [{ text: 'And in Paris?' }] },
      ],
      generationConfig: { maxOutputTokens: 200 },
    });
    expect(response).toEqual({
      outputs: [{ text: 'Let me see.', finishReason: 'tool_calls', toolCalls: [TOOL_CALL], reasoning: 'I know this.' }],
      model: expect.stringContaining('gemini-2.5-flash'),
      id: 'gem-1',
      cacheHit: false,
      usage: { promptTokens: 100, completionTokens: 40, totalTokens: 140, cacheReadTokens: 64, reasoningTokens: 30 },
      cost: expect.closeTo((36 * 0.3 + 64 * 0.03 + 40 * 2.5) / 1e6, 12),
      costParts: { prompt: expect.closeTo((36 * 0.3 + 64 * 0.03) / 1e6, 12), cacheRead: expect.closeTo((64 * 0.03) / 1e6, 12), completion: expect.closeTo((40 * 2.5) / 1e6, 12) },
    });
  });

  test('bedrock, with its API key', async () => {
    const { response, request } = await ask('bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0', '', bedrockMessage('Let me see.'), { region: 'us-east-1' });
    expect(request).toMatchObject({ path: '/model/anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse', headers: { authorization: `Bearer ${KEY}` } });
    expect(request.body).toMatchObject({ system: [{ text: 'Be brief.' }], inferenceConfig: { maxTokens: 200 } });
    expect(response).toMatchObject({
      outputs: [{ text: 'Let me see.', finishReason: 'tool_calls', toolCalls: [TOOL_CALL] }],
      usage: { promptTokens: 100, completionTokens: 40, cacheReadTokens: 64 },
    });
    expect(response.cost).toBeUndefined();
  });

  test('azure, by deployment', async () => {
    const { response, request } = await ask('azure/my-deployment', '', chatCompletion('Let me see.', 'gpt-4o-mini-2024-07-18'), { apiVersion: '2024-10-21' });
    expect(request).toMatchObject({ path: '/openai/deployments/my-deployment/chat/completions?api-version=2024-10-21', headers: { 'api-key': KEY }, body: { max_completion_tokens: 200 } });
    expect(response).toMatchObject({ outputs: [{ toolCalls: [TOOL_CALL] }], cost: expect.closeTo((36 * 0.15 + 64 * 0.075 + 40 * 0.6) / 1e6, 12) });
  });

  test.each([
    ['groq/openai/gpt-oss-20b', '/openai/v1', '/openai/v1/chat/completions', 'openai/gpt-oss-20b', 'max_completion_tokens'],
    ['mistral/mistral-small-latest', '/v1', '/v1/chat/completions', 'mistral-small-latest', 'max_tokens'],
    ['ollama/llama3.2', '', '/v1/chat/completions', 'llama3.2', 'max_tokens'],
    ['ollama_chat/llama3.2', '', '/v1/chat/completions', 'llama3.2', 'max_tokens'],
    ['openrouter/openai/gpt-4o-mini', '/api/v1', '/api/v1/chat/completions', 'openai/gpt-4o-mini', 'max_tokens'],
    ['my-lab/llama', '/v1', '/v1/chat/completions', 'llama', 'max_tokens'],
  ])('%s', async (name, base, path, model, limit) => {
    const { response, request } = await ask(name, base, chatCompletion('Let me see.', model));
    expect(request.path).toBe(path);
    expect(request.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(request.body['model']).toBe(model);
    expect(request.body['max_tokens'] ?? request.body['max_completion_tokens']).toBe(200);
    expect(Object.keys(request.body)).toContain(name.startsWith('groq') ? 'max_tokens' : limit);
    expect(response).toMatchObject({ outputs: [{ text: 'Let me see.', toolCalls: [TOOL_CALL] }], usage: { promptTokens: 100, completionTokens: 40 } });
  });
});

test.each([
  ['anthropic/claude-sonnet-4-5', 'ANTHROPIC_API_KEY'],
  ['gemini/gemini-2.5-flash', 'GEMINI_API_KEY'],
  ['groq/openai/gpt-oss-20b', 'GROQ_API_KEY'],
  ['mistral/mistral-small-latest', 'MISTRAL_API_KEY'],
  ['openrouter/openai/gpt-4o-mini', 'OPENROUTER_API_KEY'],
  ['azure/my-deployment', 'AZURE_API_KEY'],
])('%s reads %s, and no error shows it', async (model, variable) => {
  const secret = `secret-of-${variable}`;
  await using provider = await startFakeProvider(({ headers }) => failure(401, `wrong key: ${JSON.stringify(headers)}`));
  const before = process.env[variable];
  try {
    process.env[variable] = secret;
    const error = await failureOf(new LM(model, { apiBase: `${provider.url}/v1`, numRetries: 0 }).call('hi'));
    expect(error).toMatchObject({ code: 'auth', status: 401 });
    expect(JSON.stringify(provider.requests[0]?.headers)).toContain(secret);
    const { inspect } = await import('node:util');
    expect(inspect(error, { depth: 10 })).not.toContain(secret);
    delete process.env[variable];
    expect(await failureOf(new LM(model, { apiBase: `${provider.url}/v1`, numRetries: 0 }).call('hi'))).toMatchObject({ code: 'auth', status: undefined });
  } finally {
    if (before === undefined) delete process.env[variable];
    else process.env[variable] = before;
  }
});

test.each([
  ['openai/gpt-4o-mini', { error: { message: 'filtered', code: 'content_filter' } }, 'content_filter'],
  ['azure/my-deployment', { error: { message: 'The response was filtered due to the prompt triggering the content management policy.', code: 'content_filter' } }, 'content_filter'],
  ['anthropic/claude-sonnet-4-5', { type: 'error', error: { type: 'invalid_request_error', message: 'prompt is too long: 250000 tokens > 200000 maximum' } }, 'context_window_exceeded'],
  ['gemini/gemini-2.5-flash', { error: { code: 400, status: 'INVALID_ARGUMENT', message: 'The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).' } }, 'context_window_exceeded'],
  ['gemini/gemini-2.5-flash', { error: { code: 400, status: 'INVALID_ARGUMENT', message: 'API key not valid. Please pass a valid API key.' } }, 'auth'],
  ['openrouter/openai/gpt-4o-mini', { error: { code: 400, message: 'unknown parameter' } }, 'invalid_request'],
])('%s refuses with %j: %s', async (model, body, code) => {
  await using provider = await startFakeProvider(() => ({ status: 400, body }));
  expect(await failureOf(new LM(model, { apiBase: provider.url, apiKey: KEY }).call('hi'))).toMatchObject({ code, isRetryable: false, status: 400 });
  expect(provider.requests).toHaveLength(1);
});

test('anthropic that is overloaded is asked again', async () => {
  await using provider = await startFakeProvider((_request, index) =>
    index === 0 ? { status: 529, headers: { 'retry-after': '0' }, body: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } } } : anthropicMessage('Here I am.'),
  );
  const response = await new LM('anthropic/claude-sonnet-4-5', { apiBase: provider.url, apiKey: KEY }).call('hi');
  expect(response).toMatchObject({ outputs: [{ text: 'Here I am.' }], retries: 1 });
});

test('an interface that a provider does not have is an error that says so', async () => {
  await using provider = await startFakeProvider(() => streamed([]));
  const error = await failureOf(new LM('groq/openai/gpt-oss-20b', { apiBase: provider.url, apiKey: KEY, modelType: 'responses' }).call('hi'));
  expect(error).toMatchObject({ code: 'unsupported_feature', message: 'groq/openai/gpt-oss-20b has no interface "responses"; leave modelType out' });
});

test('a provider of one\'s own is known by its name, and the last registration counts', async () => {
  await using provider = await startFakeProvider(() => completion('from the lab'));
  const lab = (path: string): Provider => ({
    async load() {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      return { chat: (modelId) => createOpenAICompatible({ name: 'lab', baseURL: `${provider.url}/${path}` }).chatModel(modelId) };
    },
  });
  expect(() => new LM('my-own-lab/model')).toThrow('unknown provider "my-own-lab" (known: openai, anthropic');
  registerProvider('my-own-lab', lab('old'));
  registerProvider('my-own-lab', lab('new'));
  expect(await new LM('my-own-lab/model', { temperature: 0.5 }).call('hi')).toMatchObject({ outputs: [{ text: 'from the lab' }] });
  expect(provider.requests).toMatchObject([{ path: '/new/chat/completions', body: { model: 'model', temperature: 0.5 } }]);
});

test('a package that is not installed is an error that says what to install', async () => {
  const name = '@ai-sdk/nobody-has-this';
  await expect(installedPackage(name, () => import(name))).rejects.toMatchObject({ code: 'invalid_configuration', message: `the package ${name} is not installed; run: npm install ${name}` });
  const other = new Error('broken');
  await expect(installedPackage(name, () => Promise.reject(other))).rejects.toBe(other);
});

test('what a provider does not take is said once', async () => {
  using warnings = collectWarnings();
  await ask('anthropic/claude-sonnet-4-5', '', anthropicMessage('x'), { frequencyPenalty: 0.5 });
  await ask('anthropic/claude-sonnet-4-5', '', anthropicMessage('x'), { frequencyPenalty: 0.5 });
  expect(warnings.texts.filter((text) => text.includes('frequencyPenalty'))).toHaveLength(1);
});
