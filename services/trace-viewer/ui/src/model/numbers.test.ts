import { expect, test } from '@jest/globals';

import { formatCost, formatShare, plural } from './numbers.ts';

test('an unknown price is never shown as zero', () => {
  expect(formatCost(null)).toBe('unknown');
  expect(formatCost(0)).toBe('$0');
});

test.each([[1.234, '$1.23'], [0.5, '$0.50'], [0.0213, '$0.021'], [0.000_43, '$0.00043'], [0.000_000_1, '<$0.000001']])(
  'a price of %d dollars keeps two digits that mean something: %s', (dollars, shown) => {
    expect(formatCost(dollars)).toBe(shown);
  });

test('a share is rounded, but to neither 0 % nor 100 % when it is not', () => {
  expect([0, 0.004, 0.5, 0.996, 1].map(formatShare)).toEqual(['0 %', '<1 %', '50 %', '>99 %', '100 %']);
});

test('a count agrees with its noun', () => {
  expect([plural(1, 'span'), plural(1_117, 'span')]).toEqual(['1 span', '1,117 spans']);
});
