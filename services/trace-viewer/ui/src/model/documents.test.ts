import { expect, test } from '@jest/globals';

import { goldenAttributes } from '../fixtures/trace.ts';
import { readDocuments } from './documents.ts';

test('recorded documents keep their order, and scores become parts of the best one', () => {
  const documents = readDocuments(goldenAttributes('d_myrag', (node) => node.name === 'ColBERTv2.__call__'));
  expect(documents[0]).toEqual({
    key: 'retrieval.documents.0.document.content', rank: 1, id: '0', title: 'Paris', content: 'Paris is the capital and most populous city of France.',
    score: 22.5, strength: 1, metadata: null,
  });
  expect(documents.map(({ id, score, strength }) => [id, score, strength?.toFixed(3)])).toEqual([['0', 22.5, '1.000'], ['3', 19.97, '0.888'], ['5', 19.95, '0.887']]);
});

test('without scores, or with negative ones, no proportion is claimed', () => {
  expect(readDocuments({ 'retrieval.documents.0.document.content': 'x' })[0]?.strength).toBeNull();
  expect(readDocuments({
    'retrieval.documents.0.document.score': -1, 'retrieval.documents.1.document.score': 2,
  }).map((document) => document.strength)).toEqual([null, null]);
});
