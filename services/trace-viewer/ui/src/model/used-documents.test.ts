import { expect, test } from '@jest/globals';

import { usedDocuments } from './used-documents.ts';

const paris = { title: 'Paris', content: 'Paris is the capital and most populous city of France.' };
const france = { title: 'France', content: 'France is a country in Western Europe.' };
const liberty = { title: null, content: 'The Statue of Liberty was a gift from France to the United States.' };

test('a document is used when the answer repeats six words of it, or names its title', () => {
  expect(usedDocuments([paris, france, liberty], 'It says: “is the capital and most populous city”. So it is in France!')).toEqual(['words', 'title', null]);
});

test('a part of a word is no title, and fewer words may be chance', () => {
  expect(usedDocuments([paris, liberty], 'The Parisian gift was a gift from France')).toEqual([null, null]);
});

test('nothing is used without an answer', () => {
  expect(usedDocuments([paris], '')).toEqual([null]);
});
