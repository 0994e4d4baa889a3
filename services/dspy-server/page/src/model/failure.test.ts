import { expect, test } from '@jest/globals';

import { failureOf, shownProblems } from './failure.ts';
import type { FormField } from './fields.ts';

const FIELDS: readonly FormField[] = [
  { name: 'n', control: { kind: 'number', integer: true }, type: 'int', description: '', required: true },
  { name: 'tags', control: { kind: 'list', item: { kind: 'text' } }, type: 'list[str]', description: '', required: true },
  { name: 'plan', control: { kind: 'json', example: {} }, type: 'dict', description: '', required: true },
];

test('what the server says of each input is shown at its field, row or part; the rest beside them', () => {
  const { message, problems } = failureOf(422, {
    detail: [
      { type: 'value_error', loc: ['body', 'n'], msg: 'must be at most 5', input: 9 },
      { type: 'string_type', loc: ['body', 'tags', 1], msg: 'Input should be a valid string', input: 1 },
      { type: 'int_type', loc: ['body', 'plan', 'seats', 0], msg: 'Input should be a valid integer', input: null },
      { type: 'json_invalid', loc: ['body', 3], msg: 'JSON decode error', input: {}, ctx: { error: 'Unexpected token' } },
      { type: 'missing', loc: ['body'], msg: 'Field required', input: null },
    ],
  });
  expect(message).toBe('');
  const { at, elsewhere } = shownProblems(problems, FIELDS);
  expect(Object.fromEntries(at)).toEqual({ n: 'Must be at most 5', 'tags.1': 'Input should be a valid string', plan: 'seats.0: Input should be a valid integer' });
  expect(elsewhere).toEqual(['3: JSON decode error: Unexpected token', 'Field required']);
});

test('several complaints about one field are all shown', () => {
  const path = ['n'];
  expect(shownProblems([{ path, message: 'One' }, { path, message: 'Two' }], FIELDS).at.get('n')).toBe('One. Two');
});

test.each([
  [{ detail: 'lm_unavailable: gone' }, 'lm_unavailable: gone'],
  [{ detail: 7 }, 'The server answered 502'],
  [null, 'The server answered 502'],
  ['<html>', 'The server answered 502'],
])('%j is told as “%s”', (body, message) => {
  expect(failureOf(502, body)).toEqual({ status: 502, message, problems: [] });
});
