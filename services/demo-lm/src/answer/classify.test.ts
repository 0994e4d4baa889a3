import { expect, test } from '@jest/globals';
import { classify } from './classify.ts';

test.each([
  [['positive', 'negative', 'neutral'], 'I love this phone, the screen is wonderful.', 'positive'],
  [['positive', 'negative', 'neutral'], 'The worst meal ever. I hate it.', 'negative'],
  [['positive', 'negative', 'neutral'], 'It was not good.', 'negative'],
  [['positive', 'negative', 'neutral'], 'The parcel has four sides.', 'neutral'],
  [['sad', 'happy'], 'What a great day, we won!', 'happy'],
  [['billing', 'technical_support', 'sales'], 'I need technical help with my router.', 'technical_support'],
  [['sports', 'weather'], 'nothing of either', 'sports'],
])('of %j “%s” is %s', (options, text, expected) => {
  expect(classify(options, text, '')).toBe(expected);
});

test('an answer that is an option is taken; yes and no stand for true and false', () => {
  expect(classify(['Rome', 'Paris'], 'Rome Rome', 'Paris')).toBe('Paris');
  expect(classify([true, false], '', 'No')).toBe(false);
  expect(classify(['SUPPORTED', 'REFUTED'], '', 'No')).toBe('REFUTED');
});
