import { expect, test } from '@jest/globals';
import { firstTokens, tokenPieces, tokensIn } from './tokens.ts';

const TEXT = 'Paris is the capital of France. 日本 🎉 <|endoftext|>';

test('tokens are counted as the encoding of gpt-4o does', () => {
  expect(tokensIn('hello world')).toBe(2);
  expect(tokensIn('')).toBe(0);
  expect(tokensIn(TEXT)).toBeGreaterThan(10);
});

test('the pieces of a text make up the text', () => {
  expect(tokenPieces(TEXT).join('')).toBe(TEXT);
  expect(tokenPieces('hello world')).toEqual(['hello', ' world']);
});

test('a text is cut after so many tokens', () => {
  expect(firstTokens('hello world', 1)).toBe('hello');
  expect(firstTokens(TEXT, 10_000)).toBe(TEXT);
});
