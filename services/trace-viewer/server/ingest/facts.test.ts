import { hash } from 'node:crypto';

import { expect, test } from '@jest/globals';

import { preview, readFacts, type SpanFacts } from './facts.ts';
import type { AttributeValue, OtelKind, Span } from './span.ts';

const NOTHING: SpanFacts = {
  kind: 'internal', model: '', provider: '', promptTokens: null, cacheReadTokens: null, cacheWriteTokens: null, completionTokens: null, reasoningTokens: null,
  totalTokens: null, cost: null, ownUsage: false, sessionId: '', userId: '', tags: [], programVersion: '', cacheHit: false, finishReason: '', toolName: '', live: false,
  promptKey: 0n, input: '', output: '',
};

/** How a prompt is named: its first 64 bits of SHA-1. */
function keyOf(template: string): bigint {
  return Buffer.from(hash('sha1', template), 'hex').readBigUInt64BE();
}

function factsOf(attributes: Record<string, AttributeValue>, kind: OtelKind = 'internal'): SpanFacts {
  const span: Span = {
    traceId: '', spanId: '', parentId: '', name: '', kind, start: 0n, end: 0n, status: 'unset', statusMessage: '',
    attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })), events: [], links: [], traceState: '', flags: 0,
    dropped: { attributes: 0, events: 0, links: 0 }, resource: { attributes: [], droppedAttributes: 0, schemaUrl: '' },
    scope: { name: '', version: '', attributes: [], droppedAttributes: 0, schemaUrl: '' },
  };
  return readFacts(span);
}

test('a span without attributes of its own has the OpenTelemetry kind and tells nothing', () => {
  expect(factsOf({ 'http.route': '/' }, 'server')).toEqual({ ...NOTHING, kind: 'server' });
});

test('reads OpenInference', () => {
  expect(factsOf({
    'openinference.span.kind': 'llm', 'llm.model_name': 'gpt-4o-mini', 'llm.provider': 'openai', 'llm.token_count.prompt': 12n,
    'llm.token_count.completion': 3n, 'llm.token_count.total': 16n, 'llm.cost.prompt': 0.5, 'llm.cost.completion': 0.25,
    'llm.token_count.prompt_details.cache_read': 8n, 'llm.token_count.prompt_details.cache_write': 2n, 'llm.token_count.completion_details.reasoning': 1n,
    'session.id': 's1', 'user.id': 'u1', 'tag.tags': ['a', 'b'], 'dspy.program.version': 'v7', 'dspy.cache_hit': true, 'llm.finish_reason': 'stop',
    'tool.name': 'search', 'llm.input_messages.0.message.role': 'system', 'llm.input_messages.0.message.content': 'Answer.',
    'input.value': '{\n "q": 1\n}', 'output.value': 'a',
  })).toEqual({
    kind: 'LLM', model: 'gpt-4o-mini', provider: 'openai', promptTokens: 12, cacheReadTokens: 8, cacheWriteTokens: 2, completionTokens: 3, reasoningTokens: 1,
    totalTokens: 16, cost: 0.75, ownUsage: true, sessionId: 's1', userId: 'u1', tags: ['a', 'b'], programVersion: 'v7', cacheHit: true, finishReason: 'stop',
    toolName: 'search', live: false, promptKey: keyOf('Answer.'), input: '{ "q": 1 }', output: 'a',
  });
});

test('reads the GenAI conventions, old names too, and adds up a total', () => {
  const facts = factsOf({ 'gen_ai.system': 'anthropic', 'gen_ai.request.model': 'claude', 'gen_ai.usage.prompt_tokens': 7, 'gen_ai.usage.output_tokens': '5', 'gen_ai.operation.name': 'chat' }, 'client');
  expect(facts).toMatchObject({ kind: 'LLM', provider: 'anthropic', model: 'claude', promptTokens: 7, completionTokens: 5, totalTokens: 12, cost: null, ownUsage: true });
});

test.each([
  ['a chain', { 'openinference.span.kind': 'CHAIN' }],
  ['an agent', { 'gen_ai.operation.name': 'invoke_agent' }],
])('usage that %s reports is not its own', (_who, attributes) => {
  expect(factsOf({ ...attributes, 'llm.token_count.total': 5n })).toMatchObject({ totalTokens: 5, ownUsage: false });
});

test.each<[AttributeValue]>([[-1n], [Number.NaN], ['many'], [''], [true], [null]])('a token count of %p is not told', (value) => {
  expect(factsOf({ 'llm.token_count.prompt': value }).promptTokens).toBeNull();
});

test('a preview is one line of at most 200 characters', () => {
  expect(preview('  a\n\n b\t c ')).toBe('a b c');
  expect(preview('x'.repeat(200))).toBe('x'.repeat(200));
  expect(preview('x'.repeat(201))).toBe(`${'x'.repeat(199)}…`);
  expect(preview(`${'x'.repeat(198)}😀😀`).isWellFormed()).toBe(true);
});

const PASSAGES = Array.from({ length: 3 }, (_, index) => `Passage ${index} | it says "\\" and [so] on, ${'x'.repeat(100)}`);

test.each<[string, string, string]>([
  ['lists', JSON.stringify({ context: PASSAGES, answer: 'Paris', k: 3, sure: null }), '{"answer":"Paris","k":3,"sure":null,"context":["Passage 0 | it says'],
  ['objects, in indented text', JSON.stringify({ user: { about: PASSAGES }, answer: 'Paris,\nFrance' }, null, 2), String.raw`{"answer":"Paris,\nFrance","user":{ "about": [ "Passage 0`],
  ['lists in wrapped arguments', JSON.stringify({ args: [], kwargs: { context: PASSAGES, question: 'Where?' } }), '{"args":[],"kwargs":{"question":"Where?","context":["Passage 0'],
  ['lists in the first of several objects', JSON.stringify([{ ids: Array.from({ length: 20 }, (_, id) => id), answer: 'Paris' }, { answer: 'Rome', more: PASSAGES }]),
    '[{"answer":"Paris","ids":[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19]},{"answer":"Rome"'],
])('where not all fits, texts and numbers come before %s', (_what, text, beginning) => {
  const shown = preview(text);
  expect(shown.slice(0, beginning.length)).toBe(beginning);
  expect([shown.length, shown.at(-1)]).toEqual([200, '…']);
});

test('what fits is shown as it was sent', () => {
  expect(preview('{"context": ["a"], "answer": "Paris"}')).toBe('{"context": ["a"], "answer": "Paris"}');
});

test.each([
  ['no JSON', `{context: [1], answer: 'Paris'} ${'x'.repeat(300)}`],
  ['JSON that breaks off', `{"a":1,"b" ${'x'.repeat(300)}`],
  ['a text', `"{'a': [1]}" ${'x'.repeat(300)}`],
])('%s is shown from its beginning', (_what, text) => {
  expect(preview(text)).toBe(`${text.slice(0, 199)}…`);
});

test.each([
  ['brackets', '{"a":['.repeat(2_000_000)], ['quotes', `{"a":["${String.raw`\"`.repeat(4_000_000)}`], ['keys', `{${'"a":[],'.repeat(1_000_000)}`], ['one key', `{"${'k'.repeat(8_000_000)}`],
  ['blanks', `x${'y'.repeat(200)}${' '.repeat(8_000_000)}`], ['leading blanks', `${' '.repeat(8_000_000)}x`],
])('8 MiB of %s are previewed at once', (_what, text) => {
  const start = performance.now();
  expect(preview(text)).toMatch(/…$/);
  expect(performance.now() - start).toBeLessThan(1_000);
});
