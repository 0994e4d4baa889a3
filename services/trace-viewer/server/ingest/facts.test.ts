import { expect, test } from '@jest/globals';

import { preview, readFacts, type SpanFacts } from './facts.ts';
import type { AttributeValue, OtelKind, Span } from './span.ts';

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
  expect(factsOf({ 'http.route': '/' }, 'server')).toEqual({
    kind: 'server', model: '', provider: '', promptTokens: null, completionTokens: null, totalTokens: null, cost: null, ownUsage: false, input: '', output: '',
  });
});

test('reads OpenInference', () => {
  expect(factsOf({
    'openinference.span.kind': 'llm', 'llm.model_name': 'gpt-4o-mini', 'llm.provider': 'openai', 'llm.token_count.prompt': 12n,
    'llm.token_count.completion': 3n, 'llm.token_count.total': 16n, 'llm.cost.prompt': 0.5, 'llm.cost.completion': 0.25,
    'input.value': '{\n "q": 1\n}', 'output.value': 'a',
  })).toEqual({
    kind: 'LLM', model: 'gpt-4o-mini', provider: 'openai', promptTokens: 12, completionTokens: 3, totalTokens: 16, cost: 0.75, ownUsage: true,
    input: '{ "q": 1 }', output: 'a',
  });
});

test('reads the GenAI conventions, old names too, and adds up a total', () => {
  const facts = factsOf({ 'gen_ai.system': 'anthropic', 'gen_ai.request.model': 'claude', 'gen_ai.usage.prompt_tokens': 7, 'gen_ai.usage.output_tokens': '5', 'gen_ai.operation.name': 'chat' }, 'client');
  expect(facts).toMatchObject({ kind: 'client', provider: 'anthropic', model: 'claude', promptTokens: 7, completionTokens: 5, totalTokens: 12, cost: null, ownUsage: true });
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
