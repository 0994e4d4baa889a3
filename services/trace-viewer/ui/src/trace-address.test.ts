import { expect, test } from '@jest/globals';

import { formatLook, parseLook, PLAIN_LOOK } from './trace-address.ts';

test('a look goes into the address and comes back', () => {
  const look = {
    span: '48f25f9161adf3b6', range: { fromMs: -3.5, toMs: 480 }, detail: 'compact', hidden: new Set(['Chain', 'a,b&c']), find: 'who & why', aligned: true, criticalPath: false, as: 'flame', frame: '0a1b2c3d',
  } as const;
  expect(parseLook(new URLSearchParams(formatLook(look)))).toEqual(look);
});

test('the plain look needs no words', () => {
  expect(formatLook(PLAIN_LOOK)).toBe('');
  expect(parseLook(new URLSearchParams(''))).toEqual(PLAIN_LOOK);
});

test.each(['', '5', '5-5', '9-3', 'a-b', '1e3-2e3'])('the zoom %j is none', (zoom) => {
  expect(parseLook(new URLSearchParams({ zoom })).range).toBeNull();
});
