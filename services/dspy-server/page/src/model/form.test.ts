import { expect, test } from '@jest/globals';

import type { Program } from '../api/server.ts';
import { draftsFor, formOf, inputsOf } from './form.ts';

const PROGRAM: Program = { name: 'MyRAG', model: 'mini', signature: 'question -> answer', input_schema: { type: 'object', properties: { question: { type: 'string' } }, required: ['question'] } };

test('a program is asked at its own route, field by field', () => {
  const form = formOf(PROGRAM);
  expect(form).toMatchObject({ endpoint: { method: 'POST', path: '/MyRAG' }, isWhole: false, fields: [{ name: 'question' }] });
  expect(inputsOf(form, { question: 'Why?' })).toEqual({ body: { question: 'Why?' }, problems: [] });
});

test.each([
  ['without a signature', { ...PROGRAM, input_schema: null }, { method: 'POST', path: '/MyRAG' }],
  ['behind a gateway', { ...PROGRAM, gateways: [{ method: 'PUT', path: '/ask' }] }, { method: 'PUT', path: '/ask' }],
])('a program %s takes a whole object', (_what, program, endpoint) => {
  const form = formOf(program);
  expect(form).toMatchObject({ endpoint, isWhole: true });
  expect(inputsOf(form, draftsFor(form, { any: [1] }))).toEqual({ body: { any: [1] }, problems: [] });
  expect(inputsOf(form, {})).toEqual({ body: {}, problems: [] });
  expect(inputsOf(form, { inputs: '[1]' }).problems).toEqual([{ path: ['inputs'], message: 'This is not an object: { "name": value }' }]);
});

test('inputs that a log keeps only in part are not filled in', () => {
  const form = formOf({ ...PROGRAM, input_schema: { properties: { question: { type: 'string' }, photo: { type: 'string', format: 'uri', title: 'Image' } } } });
  expect(draftsFor(form, { question: 'Why?', photo: 'data:image/png;base64,AAAA… (20000 characters)' })).toEqual({ question: 'Why?', photo: '' });
});
