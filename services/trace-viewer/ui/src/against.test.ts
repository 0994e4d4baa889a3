import { expect, test } from '@jest/globals';

import { formatAgainst, parseAgainst, sidesOf, timeBefore, type Against } from './against.ts';
import { WHOLE_LIST } from './list-address.ts';

const parsed = (query: string): Against | null => parseAgainst(new URLSearchParams(query));

test.each([
  ['against_from=10&against_to=20', { by: 'time', from: '10', to: '20' }],
  ['against_to=20', { by: 'time', from: null, to: '20' }],
  ['version=2&against_version=1', { by: 'version', version: '2', other: '1' }],
  ['against_version=1', { by: 'version', version: null, other: '1' }],
] as const)('%s is read, and written the same', (query, against) => {
  expect(parsed(query)).toEqual(against);
  expect(new URLSearchParams(formatAgainst(against).map(([name, value]) => [name, value])).toString()).toBe(query);
});

test('nothing, and no time, compare with nothing', () => {
  expect([parsed('q=x'), parsed('against_from=yesterday')]).toEqual([null, null]);
});

test('versions are conditions of both sides, and times replace the time of the other', () => {
  const look = { ...WHOLE_LIST, q: 'kind:LLM', from: '5', to: '9' };
  expect(sidesOf(look, { by: 'version', version: 'a b', other: '1' })).toEqual({ base: { ...look, q: 'kind:LLM version:1' }, now: { ...look, q: 'kind:LLM version:"a b"' } });
  expect(sidesOf(look, { by: 'version', version: null, other: '1' }).now).toEqual(look);
  expect(sidesOf(look, { by: 'time', from: '1', to: null })).toEqual({ base: { ...look, from: '1', to: null }, now: look });
});

test('the time before is as long, and without a time the stored one is halved', () => {
  const stored = { from: '0', to: '100' };
  expect(timeBefore({ from: '60', to: '80' }, stored)).toEqual({ base: { from: '40', to: '60' }, now: { from: '60', to: '80' } });
  expect(timeBefore({ from: null, to: null }, stored)).toEqual({ base: { from: '0', to: '50' }, now: { from: '50', to: '100' } });
  expect(timeBefore({ from: '10', to: null }, stored).base).toEqual({ from: '0', to: '10' });
});
