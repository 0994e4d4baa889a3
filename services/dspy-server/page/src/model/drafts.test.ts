import { describe, expect, test } from '@jest/globals';

import { bodyOf, draftsOf, rememberedDrafts, type Draft } from './drafts.ts';
import type { Control, FormField } from './fields.ts';
import type { Json } from './json.ts';

const fieldWith = (control: Control, required = true, name = 'x'): FormField => ({ name, control, type: '', description: '', required });

const TEXT: Control = { kind: 'text' };
const INT: Control = { kind: 'number', integer: true };
const BOOL: Control = { kind: 'boolean' };
const CHOICE: Control = { kind: 'choice', options: ['a', 2, null] };
const JSON_TEXT: Control = { kind: 'json', example: {} };
const LIST: Control = { kind: 'list', item: INT };

describe('what stands in a control', () => {
  test.each<[string, Control, Draft, Json]>([
    ['a text as it is, blanks included', TEXT, ' two\nlines ', ' two\nlines '],
    ['a number', INT, ' -12 ', -12],
    ['a number with an exponent', INT, '1e3', 1000],
    ['what is no number as it is, for the server to refuse', INT, '0x10', '0x10'],
    ['what is almost a number', INT, 'Infinity', 'Infinity'],
    ['true', BOOL, 'true', true],
    ['a chosen text', CHOICE, '"a"', 'a'],
    ['a chosen null', CHOICE, 'null', null],
    ['JSON', JSON_TEXT, '{"a": [1]}', { a: [1] }],
    ['the rows of a list that are not empty', LIST, ['1', '', ' ', '3'], [1, 3]],
    ['an address', { kind: 'media', accept: 'image/*' }, ' https://a.test/b.png ', 'https://a.test/b.png'],
  ])('is sent as %s', (_what, control, draft, value) => {
    expect(bodyOf([fieldWith(control)], { x: draft })).toEqual({ body: { x: value }, problems: [] });
  });

  test.each<[string, Control, boolean, object]>([
    ['a required text, which may be empty', TEXT, true, { x: '' }],
    ['an optional text', TEXT, false, {}],
    ['a required number: the server says that it is missing', INT, true, {}],
    ['an optional list', LIST, false, {}],
    ['a required list, which is an empty one', LIST, true, { x: [] }],
    ['a required truth value, which is false', BOOL, true, { x: false }],
    ['an optional truth value', BOOL, false, {}],
  ])('is left out where it is empty: %s', (_what, control, required, body) => {
    expect(bodyOf([fieldWith(control, required)], {})).toEqual({ body, problems: [] });
  });

  test('is said to be no JSON yet, and where', () => {
    const { problems } = bodyOf([fieldWith(JSON_TEXT)], { x: '{\n  "plan": pro }' });
    expect(problems).toEqual([{ path: ['x'], message: expect.stringMatching(/^This is not JSON yet: Unexpected token/) }]);
  });
});

test('values stand in controls so that they are sent as they were', () => {
  const fields = [TEXT, INT, BOOL, CHOICE, JSON_TEXT, LIST].map((control, index) => fieldWith(control, true, `f${index}`));
  const body = { f0: 'text', f1: 12, f2: true, f3: 'a', f4: { a: [null] }, f5: [1, 2] };
  expect(bodyOf(fields, draftsOf(fields, body)).body).toEqual(body);
});

describe('what is remembered', () => {
  test('is taken as far as it fits', () => {
    const fields = [fieldWith(LIST), fieldWith(TEXT, true, 'y')];
    expect(rememberedDrafts(fields, { x: ['1', 2, '3'], y: ['no text'], z: 'gone' })).toEqual({ x: ['1', '3'], y: '' });
    expect(rememberedDrafts(fields, { x: 'no list', y: 'text' })).toEqual({ x: [], y: 'text' });
  });

  test.each([null, 'text', [], 1])('is forgotten where it is %j', (nothing) => {
    expect(rememberedDrafts([fieldWith(TEXT)], nothing)).toBeUndefined();
  });

  test('takes nothing from the prototype of objects', () => {
    const field = fieldWith(TEXT, true, 'constructor');
    expect([rememberedDrafts([field], {}), draftsOf([field], {})]).toEqual([{ constructor: '' }, { constructor: '' }]);
  });
});
