import { expect, test } from '@jest/globals';

import { queryParts } from './query-parts.ts';

test('each condition can be taken away', () => {
  expect(queryParts('kind:LLM  and -status:ok "free text"')).toEqual([
    { text: 'kind:LLM', without: '-status:ok "free text"' }, { text: '-status:ok', without: 'kind:LLM "free text"' }, { text: '"free text"', without: 'kind:LLM -status:ok' },
  ]);
});

test('what is combined otherwise goes as one', () => {
  expect(queryParts(' a or b ')).toEqual([{ text: 'a or b', without: '' }]);
  expect(queryParts('not (a b)')).toEqual([{ text: 'not (a b)', without: '' }]);
});

test('an empty query has no parts', () => {
  expect(queryParts('  ')).toEqual([]);
});
