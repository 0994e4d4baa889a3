import { expect, test } from '@jest/globals';

import { parsePicks, toggled } from './picks.ts';

const [one = '', two = '', three = ''] = ['1', '2', '3'].map((digit) => digit.padStart(32, '0'));

test('two traces are picked at most: a third takes the place of the first', () => {
  expect(toggled([], one)).toEqual([one]);
  expect(toggled([one], two)).toEqual([one, two]);
  expect(toggled([one, two], three)).toEqual([two, three]);
  expect(toggled([one, two], one)).toEqual([two]);
});

test('what is stored and is no id is forgotten', () => {
  expect(parsePicks(`x ${one} <script> ${two}`)).toEqual([one, two]);
  expect(parsePicks('')).toEqual([]);
});
