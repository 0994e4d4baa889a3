import { expect, test } from '@jest/globals';

import { readPayload } from './payload.ts';

const fieldsOf = (raw: string) => readPayload({ 'input.value': raw }, 'input')?.fields;

test('the entries of an object are fields', () => {
  expect(fieldsOf('{"question": "x", "k": 3}')).toEqual([{ name: 'question', value: 'x' }, { name: 'k', value: 3 }]);
});

test('arguments are unwrapped, positional ones under their number', () => {
  expect(fieldsOf('{"kwargs": {"x": 3}}')).toEqual([{ name: 'x', value: 3 }]);
  expect(fieldsOf('{"args": ["a"], "kwargs": {"x": 3}}')).toEqual([{ name: '0', value: 'a' }, { name: 'x', value: 3 }]);
});

test('a list of one object is that object', () => {
  expect(fieldsOf('[{"answer": "Paris"}]')).toEqual([{ name: 'answer', value: 'Paris' }]);
});

test.each(['6', 'plain', '[1, 2]', '{"broken'])('%j is shown as it is', (raw) => {
  expect(readPayload({ 'input.value': raw }, 'input')).toEqual({ key: 'input.value', raw, fields: null });
});

test('a span without the attribute has no payload', () => {
  expect(readPayload({}, 'output')).toBeNull();
});

test('the arguments and the result of a tool are found under the names of the GenAI conventions too', () => {
  const attrs = { 'gen_ai.tool.call.arguments': '{"city": "Paris"}', 'gen_ai.tool.call.result': 'rain' };
  expect(readPayload(attrs, 'input')).toEqual({ key: 'gen_ai.tool.call.arguments', raw: '{"city": "Paris"}', fields: [{ name: 'city', value: 'Paris' }] });
  expect(readPayload(attrs, 'output')).toEqual({ key: 'gen_ai.tool.call.result', raw: 'rain', fields: null });
});
