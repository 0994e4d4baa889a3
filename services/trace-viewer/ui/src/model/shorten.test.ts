import { expect, test } from '@jest/globals';

import { shorten } from './shorten.ts';

test('a text is cut after so many lines', () => {
  expect(shorten('a\nb\nc\nd\ne', 2)).toBe('a\nb');
});

test('one very long line is cut as well, and never within a character', () => {
  expect(shorten('x'.repeat(5_000_000), 10)).toHaveLength(1_100);
  expect(shorten(`${'x'.repeat(1_099)}😀${'x'.repeat(5_000)}`, 10)).toBe('x'.repeat(1_099));
});

test('a text that is only a little longer comes whole', () => {
  const text = Array.from({ length: 11 }, (_, line) => `line ${line}`).join('\n');
  expect(shorten(text, 10)).toBe(text);
  expect(shorten('short', 1)).toBe('short');
});
