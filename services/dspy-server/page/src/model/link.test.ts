import { expect, test } from '@jest/globals';

import { hashOf, placeOf, withoutFiles } from './link.ts';

test.each([{ question: 'Why? & how#1 100%' }, { n: [1, null], meta: { a: 'é' } }, {}])('a link with %j leads back to it', (inputs) => {
  expect(placeOf(hashOf('My RAG', inputs))).toEqual({ program: 'My RAG', inputs });
});

test.each([
  ['', null, null],
  ['#/MyRAG', 'MyRAG', null],
  ['#/%E0%A4%A', null, null],
  ['#/MyRAG?inputs=[1]', 'MyRAG', null],
  ['#/MyRAG?inputs={', 'MyRAG', null],
])('%s leads to %s without inputs', (hash, program, inputs) => {
  expect(placeOf(hash)).toEqual({ program, inputs });
});

test('files are left out of links, also those in lists', () => {
  expect(withoutFiles({ question: 'What?', photo: 'data:image/png;base64,AA==', photos: ['https://a.test/a.png', 'data:image/png;base64,AA=='], tags: ['a'] })).toEqual({ question: 'What?', tags: ['a'] });
});
