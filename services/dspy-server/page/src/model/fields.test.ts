import { describe, expect, test } from '@jest/globals';
import { field, Image, signature } from '@dspy-otel/dspy';

import { fieldsOf, type FormField } from './fields.ts';
import { parseJson, isObject } from './json.ts';

/** The only field of a signature, by way of JSON as the page gets it. */
function fieldFor(written: string): FormField | undefined {
  const schema = parseJson(JSON.stringify(signature(written).inputSchema()));
  return isObject(schema) ? fieldsOf(schema)[0] : undefined;
}

describe('the control of an input', () => {
  test.each([
    ['str', 'str', { kind: 'text' }],
    ['int', 'int', { kind: 'number', integer: true }],
    ['float', 'float', { kind: 'number', integer: false }],
    ['bool', 'bool', { kind: 'boolean' }],
    ['Literal["a", 2, None]', 'choice', { kind: 'choice', options: ['a', 2, null] }],
    ['list[str]', 'list[str]', { kind: 'list', item: { kind: 'text' } }],
    ['list[Literal["a"]]', 'list[choice]', { kind: 'list', item: { kind: 'choice', options: ['a'] } }],
    ['list[Image]', 'list[Image]', { kind: 'list', item: { kind: 'media', accept: 'image/*' } }],
    ['Image', 'Image', { kind: 'media', accept: 'image/*' }],
    ['Audio', 'Audio', { kind: 'media', accept: 'audio/*' }],
    ['dict[str, int]', 'dict[str, int]', { kind: 'json', example: { key: 0 } }],
    ['list[list[int]]', 'list[list[int]]', { kind: 'json', example: [[0]] }],
    ['list[dict[str, str]]', 'list[dict[str, str]]', { kind: 'json', example: [{ key: '…' }] }],
    ['tuple[int, str]', 'tuple[int, str]', { kind: 'json', example: [0, '…'] }],
    ['int | str', 'int | str', { kind: 'json', example: {} }],
    ['History', 'History', { kind: 'json', example: { messages: [{}] } }],
    ['Any', 'any', { kind: 'json', example: {} }],
  ])('%s', (written, type, control) => {
    expect(fieldFor(`x: ${written} -> y`)).toEqual({ name: 'x', type, control, description: expect.any(String), required: true });
  });

  test('that may be null is that of the value, and may be left out', () => {
    expect(fieldFor('x: Optional[int] -> y')).toEqual({ name: 'x', type: 'int', control: { kind: 'number', integer: true }, description: '', required: false });
  });
});

test('bounds, lengths, defaults and descriptions are told in words', () => {
  const { inputs, outputs } = {
    inputs: {
      a: field.int({ ge: 1, le: 5, desc: 'how much' }),
      b: field.float({ gt: 0, default: 0.5 }),
      c: field.str({ minLength: 3 }),
      d: field.list(field.str(), { maxLength: 4 }),
      e: field.of(Image, { desc: 'a photo' }),
    },
    outputs: { y: 'str' },
  };
  const schema = parseJson(JSON.stringify(signature({ inputs, outputs }).inputSchema()));
  expect(isObject(schema) && fieldsOf(schema).map(({ type, description, default: standard }) => [type, description, standard])).toEqual([
    ['int, 1 to 5', 'how much', undefined],
    ['float, more than 0', '', 0.5],
    ['str, at least 3 long', '', undefined],
    ['list[str], at most 4 long', '', undefined],
    ['Image', 'a photo', undefined],
  ]);
});

test('a definition that refers to itself comes to an end', () => {
  const node = { type: 'object', title: 'Node', properties: { next: { $ref: '#/$defs/Node' } } };
  expect(fieldsOf({ properties: { x: { $ref: '#/$defs/Node' } }, required: ['x'], $defs: { Node: node } })).toEqual([
    { name: 'x', type: 'Node', description: '', required: true, control: { kind: 'json', example: { next: { next: { next: { next: { next: null } } } } } } },
  ]);
});

test('a schema without properties has no fields', () => {
  expect(fieldsOf({ type: 'object' })).toEqual([]);
});
