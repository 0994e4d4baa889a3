import { describe, expect, test } from '@jest/globals';
import { chatAnswer, ScriptedLM } from '../../test-fixtures/scripted-lm.ts';
import { Ensemble, Predict, Prediction } from '../index.ts';

const programs = ['a', 'b', 'c', 'd', 'e'].map((answer) => new Predict('question -> answer', { lm: new ScriptedLM([chatAnswer({ answer })]) }));
const joined = (predictions: readonly Prediction[]): Prediction<object> => new Prediction({ answer: predictions.map((prediction) => prediction.get('answer')).join('') });
const answersOf = async (ensemble: ReturnType<Ensemble['compile']>, questions: readonly string[]): Promise<unknown[]> => {
  const answers: unknown[] = [];
  for (const question of questions) answers.push((await ensemble.call({ question })).get('answer'));
  return answers;
};

describe('Ensemble', () => {
  test('asks every program and reduces what they say', async () => {
    expect(await answersOf(new Ensemble({ reduceFn: joined }).compile(programs), ['q'])).toEqual(['abcde']);
  });

  test('without a reduceFn gives all of it', async () => {
    const prediction = await new Ensemble().compile(programs.slice(0, 2)).call({ question: 'q' });
    expect(prediction.toJSON()).toEqual({ outputs: [new Prediction({ answer: 'a' }), new Prediction({ answer: 'b' })] });
  });

  test('asks some of them, drawn anew for each call in a sequence that is always the same', async () => {
    const ensemble = new Ensemble({ reduceFn: joined, size: 2 });
    const questions = ['q', 'q', 'q', 'q'];
    const answers = await answersOf(ensemble.compile(programs), questions);
    expect(new Set(answers).size).toBeGreaterThan(1);
    expect(answers.every((answer) => String(answer).length === 2)).toBe(true);
    expect(await answersOf(ensemble.compile(programs), questions)).toEqual(answers);
  });

  test('deterministic draws the same ones for the same inputs', async () => {
    const ensemble = new Ensemble({ reduceFn: joined, size: 2, deterministic: true }).compile(programs);
    const [first, ...others] = await answersOf(ensemble, ['q', 'q', 'q']);
    expect(others).toEqual([first, first]);
    expect(new Set(await answersOf(ensemble, ['1', '2', '3', '4', '5', '6'])).size).toBeGreaterThan(1);
  });

  test('is a program with the predictors of its programs', () => {
    const ensemble = new Ensemble().compile(programs);
    expect(ensemble.namedPredictors().map(([path]) => path)).toEqual(['programs[0]', 'programs[1]', 'programs[2]', 'programs[3]', 'programs[4]']);
  });

  test('works as a copy, too', async () => {
    const ensemble = new Ensemble({ reduceFn: joined, size: 2 }).compile(programs);
    expect(await answersOf(ensemble.deepcopy(), ['q'])).toEqual(await answersOf(ensemble, ['q']));
  });

  test('needs programs and a size that can be', () => {
    expect(() => new Ensemble().compile([])).toThrow('at least one program');
    expect(() => new Ensemble({ size: 0 })).toThrow('size of an Ensemble has to be a whole number from 1, got 0');
  });
});
