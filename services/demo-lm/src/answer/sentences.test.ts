import { expect, test } from '@jest/globals';
import { readPassages, sentencesOf } from './sentences.ts';

test('initials, abbreviations and decimal points do not end a sentence', () => {
  expect(sentencesOf('J. R. R. Tolkien met Dr. Smith at 3.5 m. “Good,” he said. It was 1954!')).toEqual([
    'J. R. R. Tolkien met Dr. Smith at 3.5 m.',
    '“Good,” he said.',
    'It was 1954!',
  ]);
});

test('lines end sentences', () => {
  expect(sentencesOf('one line\nAnother.\n\n')).toEqual(['one line', 'Another.']);
});

test('the title of a passage goes with each of its sentences', () => {
  expect(readPassages(['Paris | It is big. It is old.', 'No title here.'])).toEqual([
    { text: 'It is big.', title: 'Paris', passage: 0 },
    { text: 'It is old.', title: 'Paris', passage: 0 },
    { text: 'No title here.', title: '', passage: 1 },
  ]);
});
