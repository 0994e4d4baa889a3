import { hash } from 'node:crypto';

import { expect, test } from '@jest/globals';

import { makeSpan } from '../../test-support/spans.ts';
import { readFacts, type SpanFacts } from './facts.ts';
import type { AttributeValue, KeyValue } from './span.ts';

type Attributes = Record<string, AttributeValue>;

function keyValues(attributes: Attributes): KeyValue[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value }));
}

function factsOf(attributes: Attributes, events: [name: string, attributes: Attributes][] = []): SpanFacts {
  return readFacts(makeSpan({
    kind: 'client', attributes: keyValues(attributes),
    events: events.map(([name, own]) => ({ name, time: 0n, attributes: keyValues(own), droppedAttributes: 0 })),
  }));
}

function keyOf(template: string): bigint {
  return Buffer.from(hash('sha1', template), 'hex').readBigUInt64BE();
}

const NOTHING: SpanFacts = factsOf({});

const SYSTEM = 'You answer.';
const QUESTION = 'Where is Paris?';

// Spans as each SDK sends them, shortened to what is read.
const GEN_AI_CALL: Attributes = {
  'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'anthropic', 'gen_ai.request.model': 'claude', 'gen_ai.response.model': 'claude-5',
  'gen_ai.usage.input_tokens': 12n, 'gen_ai.usage.output_tokens': 5n, 'gen_ai.usage.cache_read.input_tokens': 8n, 'gen_ai.usage.cache_creation.input_tokens': 1n,
  'gen_ai.usage.reasoning.output_tokens': 2n, 'gen_ai.response.finish_reasons': ['end_turn'], 'gen_ai.conversation.id': 'c1', 'enduser.id': 'u1',
};

const CALL: Partial<SpanFacts> = {
  kind: 'LLM', provider: 'anthropic', model: 'claude-5', promptTokens: 12, completionTokens: 5, totalTokens: 17, cacheReadTokens: 8, cacheWriteTokens: 1, reasoningTokens: 2,
  ownUsage: true, finishReason: 'end_turn', sessionId: 'c1', userId: 'u1', promptKey: keyOf(SYSTEM), input: QUESTION, output: 'In France.',
};

test.each<[string, Attributes, [string, Attributes][]]>([
  ['JSON attributes', {
    'gen_ai.system_instructions': JSON.stringify([{ type: 'text', content: SYSTEM }]),
    'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: QUESTION }] }]),
    'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: 'In France.' }], finish_reason: 'end_turn' }]),
  }, []],
  ['flattened attributes', {
    'gen_ai.prompt.0.role': 'system', 'gen_ai.prompt.0.content': SYSTEM, 'gen_ai.prompt.1.role': 'user', 'gen_ai.prompt.1.content': QUESTION,
    'gen_ai.completion.0.role': 'assistant', 'gen_ai.completion.0.content': 'In France.',
  }, []],
  ['an event for each message', {}, [
    ['gen_ai.system.message', { content: SYSTEM }], ['gen_ai.user.message', { content: QUESTION }],
    ['gen_ai.choice', { index: 0n, finish_reason: 'end_turn', message: JSON.stringify({ role: 'assistant', content: 'In France.' }) }],
  ]],
  ['events with everything', {}, [
    ['gen_ai.content.prompt', { 'gen_ai.prompt': JSON.stringify([{ role: 'system', content: SYSTEM }, { role: 'user', content: QUESTION }]) }],
    ['gen_ai.content.completion', { 'gen_ai.completion': JSON.stringify([{ role: 'assistant', content: 'In France.' }]) }],
  ]],
  ['the event of details', {}, [['gen_ai.client.inference.operation.details', {
    'gen_ai.system_instructions': [{ entries: keyValues({ type: 'text', content: SYSTEM }) }],
    'gen_ai.input.messages': [{ entries: keyValues({ role: 'user', parts: [{ entries: keyValues({ type: 'text', content: QUESTION }) }] }) }],
    'gen_ai.output.messages': [{ entries: keyValues({ role: 'assistant', parts: [{ entries: keyValues({ type: 'text', content: 'In France.' }) }] }) }],
  }]]],
])('reads GenAI with its messages in %s', (_form, attributes, events) => {
  expect(factsOf({ ...GEN_AI_CALL, ...attributes }, events)).toEqual({ ...NOTHING, ...CALL });
});

test.each(['gen_ai.usage.cache_creation.input_tokens', 'gen_ai.usage.cache_write.input_tokens', 'gen_ai.usage.input_tokens.cache_write'])('reads tokens written to a cache from %s', (name) => {
  expect(factsOf({ 'gen_ai.operation.name': 'chat', 'gen_ai.usage.input_tokens': 12n, [name]: 3n })).toMatchObject({ promptTokens: 12, cacheWriteTokens: 3 });
});

test('reads a tool of the GenAI conventions', () => {
  expect(factsOf({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search', 'gen_ai.tool.call.arguments': '{"q":1}', 'gen_ai.tool.call.result': 'found' }))
    .toEqual({ ...NOTHING, kind: 'TOOL', toolName: 'search', input: '{"q":1}', output: 'found' });
});

test('reads OpenLLMetry', () => {
  expect(factsOf({
    'llm.request.type': 'chat', 'gen_ai.system': 'OpenAI', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.response.model': 'gpt-4o-2024', 'gen_ai.usage.prompt_tokens': 12n,
    'gen_ai.usage.completion_tokens': 5n, 'llm.usage.total_tokens': 18n, 'gen_ai.usage.cache_read_input_tokens': 8n, 'traceloop.association.properties.session_id': 's',
    'traceloop.association.properties.user_id': 'u', 'gen_ai.prompt.0.role': 'user', 'gen_ai.prompt.0.content': QUESTION, 'gen_ai.completion.0.role': 'assistant',
    'gen_ai.completion.0.finish_reason': 'tool_calls', 'gen_ai.completion.0.tool_calls.0.name': 'search', 'gen_ai.completion.0.tool_calls.0.arguments': '{"q": "Paris"}',
  })).toEqual({
    ...NOTHING, kind: 'LLM', provider: 'OpenAI', model: 'gpt-4o-2024', promptTokens: 12, completionTokens: 5, totalTokens: 18, cacheReadTokens: 8, ownUsage: true,
    sessionId: 's', userId: 'u', finishReason: 'tool_calls', input: QUESTION, output: 'search({"q":"Paris"})',
  });
  expect(factsOf({ 'traceloop.span.kind': 'workflow', 'traceloop.entity.name': 'qa', 'traceloop.entity.input': '{"a":1}', 'traceloop.entity.output': '2' }))
    .toEqual({ ...NOTHING, kind: 'CHAIN', input: '{"a":1}', output: '2' });
});

test('reads the Vercel AI SDK, and counts only the inner of its two spans', () => {
  const usage: Attributes = { 'ai.model.id': 'gpt-4o', 'ai.model.provider': 'openai.chat', 'ai.usage.inputTokens': 12n, 'ai.usage.outputTokens': 5n, 'ai.usage.cachedInputTokens': 8n, 'ai.usage.reasoningTokens': 2n, 'ai.response.finishReason': 'stop', 'ai.response.text': 'In France.', 'ai.telemetry.metadata.userId': 'u', 'ai.telemetry.metadata.sessionId': 's' };
  const told: Partial<SpanFacts> = { kind: 'LLM', provider: 'openai.chat', model: 'gpt-4o', promptTokens: 12, completionTokens: 5, totalTokens: 17, cacheReadTokens: 8, reasoningTokens: 2, finishReason: 'stop', sessionId: 's', userId: 'u', promptKey: keyOf(SYSTEM), output: 'In France.' };
  const prompt = JSON.stringify({ system: SYSTEM, prompt: QUESTION });
  expect(factsOf({ ...usage, 'ai.operationId': 'ai.generateText', 'ai.prompt': prompt })).toEqual({ ...NOTHING, ...told, input: prompt.replaceAll('\n', ' ') });
  const messages = JSON.stringify([{ role: 'system', content: SYSTEM }, { role: 'user', content: [{ type: 'text', text: QUESTION }] }]);
  expect(factsOf({ ...usage, 'ai.operationId': 'ai.generateText.doGenerate', 'ai.prompt.messages': messages })).toEqual({ ...NOTHING, ...told, ownUsage: true, input: QUESTION });
  expect(factsOf({ 'ai.operationId': 'ai.toolCall', 'ai.toolCall.name': 'search', 'ai.toolCall.args': '{"q":1}', 'ai.toolCall.result': '"found"' }))
    .toEqual({ ...NOTHING, kind: 'TOOL', toolName: 'search', input: '{"q":1}', output: '"found"' });
});

test.each<[string, (value: unknown) => AttributeValue]>([
  ['as JSON', (value) => JSON.stringify(value)],
  ['unpacked', (value) => (typeof value === 'string' ? value : typeof value === 'object' && value !== null ? { entries: keyValues(value as Attributes) } : null)],
])('reads MLflow, its attributes %s', (_form, written) => {
  const inputs = JSON.stringify({ messages: [{ role: 'system', content: SYSTEM }, { role: 'user', content: QUESTION }] });
  const outputs = JSON.stringify({ choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: 'In France.' } }] });
  expect(factsOf({
    'mlflow.spanType': written('CHAT_MODEL'), 'mlflow.llm.model': written('gpt-4o'), 'mlflow.chat.tokenUsage': written({ input_tokens: 12, output_tokens: 5, total_tokens: 17 }),
    'mlflow.llm.cost': written({ input_cost: 0.5, output_cost: 0.25, total_cost: 0.75 }), 'mlflow.trace.session': written('s'), 'mlflow.trace.user': written('u'),
    'mlflow.spanInputs': inputs, 'mlflow.spanOutputs': outputs,
  })).toEqual({
    ...NOTHING, kind: 'LLM', model: 'gpt-4o', promptTokens: 12, completionTokens: 5, totalTokens: 17, cost: 0.75, ownUsage: true, sessionId: 's', userId: 'u',
    finishReason: 'stop', promptKey: keyOf(SYSTEM), input: inputs, output: outputs,
  });
});

test('reads LangSmith', () => {
  const prompt = JSON.stringify({ messages: [[{ lc: 1, type: 'constructor', id: ['langchain', 'schema', 'messages', 'SystemMessage'], kwargs: { content: SYSTEM } }, { lc: 1, type: 'constructor', id: ['langchain', 'schema', 'messages', 'HumanMessage'], kwargs: { content: QUESTION } }]] });
  expect(factsOf({
    'langsmith.span.kind': 'llm', 'langsmith.metadata.ls_provider': 'openai', 'langsmith.metadata.ls_model_name': 'gpt-4o', 'langsmith.metadata.thread_id': 't',
    'langsmith.span.tags': 'a, b', 'langsmith.usage_metadata': '{"input_tokens":12,"output_tokens":5,"total_tokens":17,"input_token_details":{"cache_read":8}}',
    'gen_ai.prompt': prompt, 'gen_ai.completion': 'In France.',
  })).toMatchObject({
    kind: 'LLM', provider: 'openai', model: 'gpt-4o', promptTokens: 12, completionTokens: 5, totalTokens: 17, cacheReadTokens: 8, ownUsage: true, sessionId: 't',
    tags: ['a', 'b'], promptKey: keyOf(SYSTEM), output: 'In France.',
  });
});

test('of two sources on one span the first of the table is believed', () => {
  expect(factsOf({ 'gen_ai.usage.input_tokens': 1n, 'llm.token_count.prompt': 2n, 'openinference.span.kind': 'LLM', 'gen_ai.operation.name': 'invoke_agent' }))
    .toMatchObject({ kind: 'LLM', promptTokens: 2, ownUsage: true });
});

test('an operation that nobody knows keeps the OpenTelemetry kind and adds nothing to a total', () => {
  expect(factsOf({ 'gen_ai.operation.name': 'dream', 'gen_ai.usage.input_tokens': 1n })).toMatchObject({ kind: 'client', ownUsage: false, promptTokens: 1 });
});

test.each(['['.repeat(100_000), `${'{"message":'.repeat(50_000)}1${'}'.repeat(50_000)}`, '[[[', '"', '{}', '[null, 3, {"role": 7, "content": {"a": 1}}]'])('is not upset by messages like %.20s', (text) => {
  expect(factsOf({ 'gen_ai.operation.name': 'chat', 'gen_ai.input.messages': text, 'gen_ai.output.messages': text, 'mlflow.spanInputs': text })).toMatchObject({ kind: 'LLM' });
});
