import { expect, test } from '@jest/globals';
import { Memory } from './memory.ts';

test('a value is made once, and again only after it was forgotten', () => {
  const made: string[] = [];
  const memory = new Memory<string>(2);
  const get = (key: string) => memory.of(key, () => `${key}${made.push(key)}`);
  expect([get('a'), get('b'), get('a'), get('b')]).toEqual(['a1', 'b2', 'a1', 'b2']);
  expect(get('c')).toBe('c3');
  expect([get('c'), get('a')]).toEqual(['c3', 'a4']);
});
