import { describe, expect, test } from '@jest/globals';
import recorded from '../../test-fixtures/answer-match.json' with { type: 'json' };
import { answerExactMatch, answerPassageMatch, exactMatch, Example, f1Score, normalizeText, Prediction } from '../index.ts';

describe('as Python DSPy compares answers', () => {
  test.each(recorded.normalize as [string, string][])('normalizeText(%j) is %j', (text, normalized) => {
    expect(normalizeText(text)).toBe(normalized);
  });

  test.each(recorded.f1 as [string, string[], number, boolean][])('%j for %j: F1 %d, exact %s', (answer, right, f1, exact) => {
    expect(f1Score(answer, right)).toBeCloseTo(f1, 12);
    expect(exactMatch(answer, right)).toBe(exact);
  });

  test.each(recorded.passages as [string[], string | string[], boolean][])('an answer in %j: %j is %s', (context, answer, found) => {
    expect(answerPassageMatch(new Example({ answer }), new Prediction({ context }))).toBe(found);
  });
});

test('answerExactMatch takes one or several right answers, or a share of words', () => {
  const example = new Example({ answer: ['Eiffel Tower', 'Louvre'] });
  expect(answerExactMatch(example, new Prediction({ answer: 'the louvre.' }))).toBe(true);
  expect(answerExactMatch(example, new Prediction({ answer: 'Louvre in Paris' }))).toBe(false);
  expect(answerExactMatch(example, new Prediction({ answer: 'Louvre in Paris' }), undefined, { frac: 0.5 })).toBe(true);
  expect(answerExactMatch(new Example({ answer: 'Louvre' }), new Prediction({ answer: 'Tower' }))).toBe(false);
});

test('what cannot be compared is an error that names the field', () => {
  expect(() => answerExactMatch(new Example({ answer: 4 }), new Prediction({ answer: 'a' }))).toThrow('the example has to have text, or a list of texts, in "answer"');
  expect(() => answerExactMatch(new Example({ answer: 'a' }), new Prediction({}))).toThrow('the prediction has to have text');
  expect(() => answerPassageMatch(new Example({ answer: 'a' }), new Prediction({ context: [1] }))).toThrow('in "context"');
});
