import { expect, test } from '@jest/globals';
import { LM } from './lm.ts';

test.each([
  ['openai/gpt-4o-mini', ['json', 'jsonSchema', 'tools']],
  ['openai/gpt-4.1', ['json', 'jsonSchema', 'tools']],
  ['openai/gpt-5-mini', ['json', 'jsonSchema', 'tools']],
  ['openai/o3', ['json', 'jsonSchema', 'tools']],
  ['openai/gpt-4', ['tools']],
  ['openai/gpt-4-0613', ['tools']],
  ['openai/gpt-4-turbo', ['json', 'tools']],
  ['openai/gpt-3.5-turbo', ['json', 'tools']],
  ['openai/o1-mini', []],
  ['openai/some-local-model', []],
  ['gpt-4o', ['json', 'jsonSchema', 'tools']],
  ['anthropic/claude-3-5-sonnet', ['jsonSchema', 'tools']],
  ['anthropic/claude-sonnet-4-5', ['jsonSchema', 'tools', 'reasoning']],
  ['gemini/gemini-2.5-flash', ['json', 'jsonSchema', 'tools', 'reasoning']],
  ['groq/llama-3.3-70b', ['json', 'tools']],
  ['my-server/model', []],
])('%s can do %j', (name, can) => {
  const { capabilities } = new LM(name, { apiBase: 'http://127.0.0.1:1/v1' });
  expect(Object.entries(capabilities).filter(([key, value]) => value === true && key !== 'jsonBesideTools').map(([key]) => key)).toEqual(can);
});

test('a caller knows better', () => {
  expect(new LM('my-server/model', { apiBase: 'http://127.0.0.1:1/v1', capabilities: { json: true } }).capabilities).toEqual({ json: true });
  expect(new LM('openai/gpt-4o', { capabilities: { jsonSchema: false } }).capabilities).toMatchObject({ jsonSchema: false, tools: true });
});
