import { expect, test } from '@jest/globals';

import { formatList, isWhole, parseList, WHOLE_LIST } from './list-address.ts';

test('a list goes into the address and comes back', () => {
  const look = { q: 'kind:LLM "a & b"', service: 'x', from: '1790000000000000000', to: '1790000000000000001', sort: 'duration' } as const;
  expect(parseList(new URLSearchParams(formatList(look)))).toEqual(look);
  expect([formatList(WHOLE_LIST), isWhole(WHOLE_LIST), isWhole({ ...WHOLE_LIST, sort: 'cost' }), isWhole(look)]).toEqual(['', true, true, false]);
});

test('what is no time and no order is left out', () => {
  expect(parseList(new URLSearchParams({ from: 'yesterday', to: '-1', sort: 'beauty' }))).toEqual(WHOLE_LIST);
});
