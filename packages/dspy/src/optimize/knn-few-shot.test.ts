import { expect, test } from '@jest/globals';
import { chatAnswer, ScriptedLM } from '../../test-fixtures/scripted-lm.ts';
import { ChainOfThought } from '../module/chain-of-thought.ts';
import { Example } from '../prediction/example.ts';
import { context } from '../settings.ts';
import { KNNFewShot } from './knn-few-shot.ts';

const vectorizer = (texts: readonly string[]): number[][] => texts.map((text) => ['tea', 'milk', 'sea'].map((word) => text.split(word).length - 1));
const trainset = ['black tea', 'milk', 'deep sea'].map((thing) => new Example({ thing, colour: `of ${thing}` }).withInputs('thing'));

test('KNNFewShot shows the model the examples nearest to what it is asked', async () => {
  const student = new ChainOfThought('thing -> colour');
  const compiled = await new KNNFewShot({ k: 1, trainset, vectorizer, maxBootstrappedDemos: 0 }).compile(student);
  const lm = new ScriptedLM([chatAnswer({ reasoning: 'r', colour: 'green' })]);
  const colour = async (thing: string): Promise<unknown> => context({ lm }, async () => (await compiled.call({ thing })).colour);
  expect(await colour('green tea')).toBe('green');
  expect(await colour('the sea')).toBe('green');
  const shown = lm.requests.map(({ messages }) => messages.filter(({ role }) => role === 'user').slice(0, -1).map(({ content }) => content));
  expect(shown).toEqual([[expect.stringContaining('black tea')], [expect.stringContaining('deep sea')]]);
  expect(student.predict.demos).toEqual([]);
});
