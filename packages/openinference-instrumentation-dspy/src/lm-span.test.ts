import { describe, expect, test } from '@jest/globals';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { LMRequest, LMResponse } from '@dspy-otel/dspy';
import { recordSpans } from './testing/record-spans.ts';
import { ScriptedLM, textAnswer } from './testing/scripted.ts';
import { SCOPE_NAME, SCOPE_VERSION } from './version.ts';

const WEATHER = { name: 'weather', description: 'Tells the weather.', parameters: { type: 'object', properties: { city: { type: 'string' } } } };

const REQUEST: LMRequest = {
  messages: [
    { role: 'system', content: 'Be short.' },
    { role: 'user', content: [{ type: 'text', text: 'What is this?' }, { type: 'image', url: 'https://example.org/cat.png' }] },
    { role: 'assistant', content: '', toolCalls: [{ id: 'call_1', name: 'weather', args: { city: 'Paris' } }] },
    { role: 'tool', toolCallId: 'call_1', toolName: 'weather', content: 'rain' },
  ],
  tools: [WEATHER],
  params: {
    temperature: 0.3,
    maxTokens: 50,
    stop: ['END'],
    n: 2,
    seed: 7,
    topP: undefined,
    extraBody: { service_tier: 'flex', api_key: 'sk-extra', headers: { Authorization: 'Bearer extra' }, nested: { base_url: 'http://secret', keep: 1 } },
  },
};

const RESPONSE: LMResponse = {
  outputs: [
    { text: 'A cat in the rain.', finishReason: 'stop', reasoning: 'It has whiskers.' },
    { text: '', finishReason: 'tool_calls', toolCalls: [{ id: 'call_2', name: 'weather', args: { city: 'Rome' } }] },
  ],
  usage: { promptTokens: 120, completionTokens: 30, totalTokens: 150, cacheReadTokens: 20, cacheWriteTokens: 5, reasoningTokens: 7 },
  model: 'gpt-4o-mini-2024-07-18',
  cost: 0.0125,
  costParts: { prompt: 0.0075, completion: 0.005, cacheRead: 0.001, cacheWrite: 0.002 },
  cacheHit: false,
  id: 'chatcmpl-1',
  retries: 1,
};

const OPENINFERENCE = {
  'llm.model_name': 'gpt-4o-mini',
  'llm.provider': 'openai',
  'llm.system': 'openai',
  'llm.invocation_parameters': '{"temperature":0.3,"max_tokens":50,"stop":["END"],"n":2,"seed":7,"service_tier":"flex","nested":{"keep":1}}',
  'input.value':
    '{"messages":[{"role":"system","content":"Be short."},{"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image","url":"https://example.org/cat.png"}]},' +
    '{"role":"assistant","content":"","toolCalls":[{"id":"call_1","name":"weather","args":{"city":"Paris"}}]},{"role":"tool","toolCallId":"call_1","toolName":"weather","content":"rain"}],' +
    '"kwargs":{"temperature":0.3,"max_tokens":50,"stop":["END"],"n":2,"seed":7,"service_tier":"flex","nested":{"keep":1}}}',
  'input.mime_type': 'application/json',
  'llm.input_messages.0.message.role': 'system',
  'llm.input_messages.0.message.content': 'Be short.',
  'llm.input_messages.1.message.role': 'user',
  'llm.input_messages.1.message.contents.0.message_content.type': 'text',
  'llm.input_messages.1.message.contents.0.message_content.text': 'What is this?',
  'llm.input_messages.1.message.contents.1.message_content.type': 'image',
  'llm.input_messages.1.message.contents.1.message_content.image.image.url': 'https://example.org/cat.png',
  'llm.input_messages.2.message.role': 'assistant',
  'llm.input_messages.2.message.content': '',
  'llm.input_messages.2.message.tool_calls.0.tool_call.id': 'call_1',
  'llm.input_messages.2.message.tool_calls.0.tool_call.function.name': 'weather',
  'llm.input_messages.2.message.tool_calls.0.tool_call.function.arguments': '{"city":"Paris"}',
  'llm.input_messages.3.message.role': 'tool',
  'llm.input_messages.3.message.content': 'rain',
  'llm.input_messages.3.message.tool_call_id': 'call_1',
  'llm.input_messages.3.message.name': 'weather',
  'llm.tools.0.tool.json_schema':
    '{"type":"function","function":{"name":"weather","description":"Tells the weather.","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}',
  'output.value': '[{"text":"A cat in the rain.","reasoning":"It has whiskers."},{"text":"","tool_calls":[{"id":"call_2","name":"weather","args":{"city":"Rome"}}]}]',
  'output.mime_type': 'application/json',
  'llm.output_messages.0.message.role': 'assistant',
  'llm.output_messages.0.message.content': 'A cat in the rain.',
  'llm.output_messages.0.message.contents.0.message_content.type': 'reasoning',
  'llm.output_messages.0.message.contents.0.message_content.text': 'It has whiskers.',
  'llm.output_messages.1.message.role': 'assistant',
  'llm.output_messages.1.message.content': '',
  'llm.output_messages.1.message.tool_calls.0.tool_call.id': 'call_2',
  'llm.output_messages.1.message.tool_calls.0.tool_call.function.name': 'weather',
  'llm.output_messages.1.message.tool_calls.0.tool_call.function.arguments': '{"city":"Rome"}',
  'llm.token_count.prompt': 120,
  'llm.token_count.completion': 30,
  'llm.token_count.total': 150,
  'llm.token_count.prompt_details.cache_read': 20,
  'llm.token_count.prompt_details.cache_write': 5,
  'llm.token_count.completion_details.reasoning': 7,
  'llm.cost.total': 0.0125,
  'llm.cost.prompt': 0.0075,
  'llm.cost.completion': 0.005,
  'llm.cost.prompt_details.cache_read': 0.001,
  'llm.cost.prompt_details.cache_write': 0.002,
  'llm.finish_reason': 'stop',
};

const GEN_AI = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o-mini',
  'gen_ai.request.temperature': 0.3,
  'gen_ai.request.max_tokens': 50,
  'gen_ai.request.stop_sequences': ['END'],
  'gen_ai.request.choice.count': 2,
  'gen_ai.request.seed': 7,
  'gen_ai.input.messages':
    '[{"role":"system","parts":[{"type":"text","content":"Be short."}]},' +
    '{"role":"user","parts":[{"type":"text","content":"What is this?"},{"type":"uri","modality":"image","uri":"https://example.org/cat.png"}]},' +
    '{"role":"assistant","parts":[{"type":"tool_call","id":"call_1","name":"weather","arguments":{"city":"Paris"}}]},' +
    '{"role":"tool","parts":[{"type":"tool_call_response","id":"call_1","response":"rain"}]}]',
  'gen_ai.tool.definitions':
    '[{"type":"function","name":"weather","description":"Tells the weather.","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}]',
  'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
  'gen_ai.response.id': 'chatcmpl-1',
  'gen_ai.response.finish_reasons': ['stop', 'tool_call'],
  'gen_ai.usage.input_tokens': 120,
  'gen_ai.usage.output_tokens': 30,
  'gen_ai.usage.cache_read.input_tokens': 20,
  'gen_ai.usage.cache_write.input_tokens': 5,
  'gen_ai.usage.reasoning.output_tokens': 7,
  'gen_ai.output.messages':
    '[{"role":"assistant","parts":[{"type":"reasoning","content":"It has whiskers."},{"type":"text","content":"A cat in the rain."}],"finish_reason":"stop"},' +
    '{"role":"assistant","parts":[{"type":"tool_call","id":"call_2","name":"weather","arguments":{"city":"Rome"}}],"finish_reason":"tool_call"}]',
};

const EITHER = { 'openinference.span.kind': 'LLM', 'dspy.lm.retries': 1 };

describe('the span of a model call', () => {
  test('has everything that was asked and answered, in both vocabularies', async () => {
    using recorded = recordSpans();
    await new ScriptedLM(() => RESPONSE).call(REQUEST);
    const span = recorded.span('ScriptedLM.__call__');
    expect(span.attributes).toEqual({ ...EITHER, ...OPENINFERENCE, ...GEN_AI });
    expect({ kind: span.kind, status: span.status, events: span.events, dropped: span.droppedAttributesCount }).toEqual({
      kind: SpanKind.INTERNAL,
      status: { code: SpanStatusCode.OK },
      events: [],
      dropped: 0,
    });
    expect(span.instrumentationScope).toMatchObject({ name: SCOPE_NAME, version: SCOPE_VERSION });
  });

  test.each([
    ['openinference', { ...EITHER, ...OPENINFERENCE }],
    ['gen_ai', { ...EITHER, ...GEN_AI }],
  ] as const)('speaks only %s when asked to', async (semconv, expected) => {
    using recorded = recordSpans({ semconv });
    await new ScriptedLM(() => RESPONSE).call(REQUEST);
    expect(recorded.attributes('ScriptedLM.__call__')).toEqual(expected);
  });

  test('says that an answer came from the cache, and then has no tokens', async () => {
    using recorded = recordSpans();
    await new ScriptedLM(() => ({ ...textAnswer('cached'), cacheHit: true })).call({ messages: [], params: {} });
    const attributes = recorded.attributes('ScriptedLM.__call__');
    expect(attributes['dspy.cache_hit']).toBe(true);
    expect(Object.keys(attributes).filter((key) => /token|usage|cost/.test(key))).toEqual([]);
  });

  test('keeps every message of a long conversation', async () => {
    using recorded = recordSpans();
    const messages = Array.from({ length: 500 }, (_, index) => ({ role: 'user', content: `message ${index}` }) as const);
    await new ScriptedLM(() => textAnswer('ok')).call({ messages, params: {} });
    const span = recorded.span('ScriptedLM.__call__');
    expect(span.attributes['llm.input_messages.499.message.content']).toBe('message 499');
    expect(span.attributes['llm.output_messages.0.message.content']).toBe('ok');
  });

  test.each([
    ['anthropic/claude-sonnet-4-5', { 'llm.model_name': 'claude-sonnet-4-5', 'llm.provider': 'anthropic', 'llm.system': 'anthropic', 'gen_ai.provider.name': 'anthropic' }],
    ['azure/my-deployment', { 'llm.model_name': 'my-deployment', 'llm.provider': 'azure', 'llm.system': 'openai', 'gen_ai.provider.name': 'azure.ai.openai' }],
    ['openrouter/meta/llama-4', { 'llm.model_name': 'meta/llama-4', 'llm.provider': 'openrouter', 'gen_ai.provider.name': 'openrouter' }],
    ['acme/model-1', { 'llm.model_name': 'model-1', 'llm.provider': 'acme', 'gen_ai.provider.name': 'acme' }],
  ])('%s has its provider’s names', async (model, expected) => {
    using recorded = recordSpans();
    await new ScriptedLM(() => textAnswer('ok'), model).call({ messages: [], params: {} });
    expect(recorded.attributes('ScriptedLM.__call__')).toMatchObject(expected);
  });

  test('is not broken by a parameter that contains itself', async () => {
    using recorded = recordSpans();
    const loop: Record<string, unknown> = { big: 10n };
    loop['self'] = loop;
    await new ScriptedLM(() => textAnswer('ok'), 'openai/x', { extraBody: { loop } }).call({ messages: [], params: {} });
    expect(recorded.attributes('ScriptedLM.__call__')['llm.invocation_parameters']).toMatch(/^\{"loop":\{"big":"10","self":\{"big":"10"/);
  });
});
