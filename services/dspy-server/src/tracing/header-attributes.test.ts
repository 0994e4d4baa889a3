import { expect, test } from '@jest/globals';
import { headerAttributes } from './header-attributes.ts';

test.each<[string, Record<string, string>, object | undefined]>([
  ['nothing', {}, undefined],
  ['empty headers', { 'x-session-id': '', 'x-tags': ' , ' }, undefined],
  ['everything', { 'x-session-id': 's', 'x-user-id': 'u', 'x-tags': 'a, b ,,c', 'x-metadata': '{"plan":"free"}' }, { sessionId: 's', userId: 'u', tags: ['a', 'b', 'c'], metadata: { plan: 'free' } }],
  ['an id that is too long', { 'x-user-id': 'u'.repeat(300) }, { userId: 'u'.repeat(256) }],
  ['too many tags', { 'x-tags': 'a,'.repeat(100) }, { tags: Array.from({ length: 32 }, () => 'a') }],
  ['metadata that is no object', { 'x-metadata': '[1]' }, undefined],
  ['metadata that is no JSON', { 'x-metadata': '{' }, undefined],
  ['metadata that is too long', { 'x-metadata': JSON.stringify({ a: 'x'.repeat(5000) }) }, undefined],
])('of %s', (_name, headers, expected) => {
  expect(headerAttributes(headers)).toEqual(expected);
});
