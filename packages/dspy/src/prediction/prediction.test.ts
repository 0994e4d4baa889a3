import { describe, expect, test } from '@jest/globals';
import { Completions } from './completions.ts';
import { Example } from './example.ts';
import { Prediction } from './prediction.ts';

describe('Prediction', () => {
  const prediction = new Prediction({ answer: 'Paris', score: 0.5 });

  test('has its fields as properties and as plain data', () => {
    const { answer, score } = prediction;
    expect([answer, score]).toEqual(['Paris', 0.5]);
    expect({ ...prediction }).toEqual({ answer: 'Paris', score: 0.5 });
    expect(JSON.stringify(prediction)).toBe('{"answer":"Paris","score":0.5}');
    expect(prediction).toBeInstanceOf(Prediction);
    expect([prediction.has('answer'), prediction.has('nothing'), prediction.has('toString')]).toEqual([true, false, false]);
    expect([prediction.get('score'), prediction.get('constructor')]).toEqual([0.5, undefined]);
  });

  test('keeps fields whose names its own members take, in order', () => {
    const awkward = new Prediction({ a: 1, usage: 'how to use it', get: 2, toJSON: 3, completions: 4 });
    expect([awkward.get('usage'), awkward.get('get')]).toEqual(['how to use it', 2]);
    expect(awkward.usage).toEqual({});
    expect(JSON.stringify(awkward)).toBe('{"a":1,"usage":"how to use it","get":2,"toJSON":3,"completions":4}');
  });

  test('takes __proto__ from JSON as a field and nothing else', () => {
    const hostile = new Prediction(JSON.parse('{"__proto__": {"admin": true}, "answer": 1}') as object);
    expect(hostile).toBeInstanceOf(Prediction);
    expect(Reflect.get(hostile, 'admin')).toBeUndefined();
    expect(hostile.get('__proto__')).toEqual({ admin: true });
  });

  test('has all answers when there are several', () => {
    const several = new Prediction({ answer: 'a' }, { completions: new Completions([{ answer: 'a' }, { answer: 'b' }]) });
    expect(several.completions?.get('answer')).toEqual(['a', 'b']);
    expect(several.completions?.at(-1)).toEqual({ answer: 'b' });
    expect([...(several.completions ?? [])]).toHaveLength(2);
    expect(JSON.stringify(several)).toBe('{"answer":"a"}');
    expect(prediction.completions).toBeUndefined();
  });
});

describe('Example', () => {
  const example = new Example({ question: 'q', answer: 'a' });

  test('knows inputs from labels once it is told', () => {
    const told = example.withInputs('question');
    expect(told.inputs()).toEqual({ question: 'q' });
    expect(told.labels()).toEqual({ answer: 'a' });
    expect(() => example.inputs()).toThrow('the inputs of this example are not known');
    expect(() => example.labels()).toThrow('withInputs("question")');
  });

  test('changes give a new example that keeps what is known about inputs', () => {
    const changed = example.withInputs('question').with({ answer: 'b', score: 1 });
    expect(changed.toJSON()).toEqual({ question: 'q', answer: 'b', score: 1 });
    expect(changed.inputs()).toEqual({ question: 'q' });
    expect(example.without('answer').toJSON()).toEqual({ question: 'q' });
    expect(Object.fromEntries(example)).toEqual({ question: 'q', answer: 'a' });
    expect([example.get('question'), example.get('toString'), example.has('answer')]).toEqual(['q', undefined, true]);
  });

  test('has its fields as properties, and reaches those that its members hide', () => {
    expect([example.question, example.answer]).toEqual(['q', 'a']);
    const awkward = new Example({ b: 1, inputs: 'x', labels: 2, a: 3 }).withInputs('inputs');
    expect([awkward.get('inputs'), awkward.inputs(), awkward.labels()]).toEqual(['x', { inputs: 'x' }, { b: 1, labels: 2, a: 3 }]);
    expect([...awkward]).toEqual([['b', 1], ['inputs', 'x'], ['labels', 2], ['a', 3]]);
    expect(awkward.keys()).toEqual(['b', 'inputs', 'labels', 'a']);
  });

  test('equals another with equal values, whatever the inputs and the order', () => {
    expect(example.equals(new Example({ answer: 'a', question: 'q' }).withInputs('question'))).toBe(true);
    expect(example.equals(example.with({ answer: 'b' }))).toBe(false);
    expect(example.equals({ question: 'q', answer: 'a' })).toBe(false);
    expect(new Example({ a: [{ b: 1 }] }).equals(new Example({ a: [{ b: 1 }] }))).toBe(true);
  });

  test('toDict is plain all the way down', () => {
    const inner = new Example({ when: new Date(0) });
    expect(new Example({ list: [inner], prediction: new Prediction({ a: inner }) }).toDict()).toStrictEqual({
      list: [{ when: '1970-01-01T00:00:00.000Z' }],
      prediction: { a: { when: '1970-01-01T00:00:00.000Z' } },
    });
  });

  test('is made from another example or a prediction, too', () => {
    expect(new Example(new Prediction({ usage: 1, answer: 'a' })).toJSON()).toEqual({ usage: 1, answer: 'a' });
    expect(new Example(example)).toEqual(example);
  });
});
