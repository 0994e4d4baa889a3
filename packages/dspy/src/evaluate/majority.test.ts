import { describe, expect, test } from '@jest/globals';
import { Completions } from '../prediction/completions.ts';
import { Prediction } from '../prediction/prediction.ts';
import { majority } from './majority.ts';

const records = (...answers: unknown[]): { question: string; answer: unknown }[] => answers.map((answer, index) => ({ question: `q${index}`, answer }));

describe('majority', () => {
  test.each<[string, unknown[], unknown]>([
    ['the most frequent, whatever its case, articles and marks', ['Lyon', 'The Paris!', 'paris'], 'The Paris!'],
    ['the first of those that are as frequent', ['b', 'a', 'a', 'b'], 'b'],
    ['of values that are no text', [[1, 2], [2], [1, 2]], [1, 2]],
    ['not of values that say nothing', ['', '', 'tea'], 'tea'],
    ['of what there is when all say nothing', ['?', '!', '!'], '!'],
  ])('is %s', (_name, answers, expected) => {
    expect(majority(records(...answers)).answer).toEqual(expected);
  });

  test('takes predictions with completions, completions, and another field', () => {
    const several = new Completions(records('a', 'b', 'b'));
    expect(majority(several).answer).toBe('b');
    expect(majority(new Prediction({ question: 'q', answer: 'a' }, { completions: several })).toJSON()).toEqual({ question: 'q1', answer: 'b' });
    expect(majority(several, { field: 'question', normalize: (value) => String(value).slice(0, 1) }).question).toBe('q0');
    expect(majority([new Prediction({ answer: 'x' })]).answer).toBe('x');
  });

  test('refuses no answers', () => {
    expect(() => majority([])).toThrow('there are no answers to choose from');
  });
});
