import { expect, test } from '@jest/globals';
import { failure, startFakeProvider } from '../../test-fixtures/fake-provider.ts';
import { failureOf, modelAt } from '../../test-fixtures/asking.ts';
import { chatAnswer, ScriptedLM } from '../../test-fixtures/scripted-lm.ts';
import { Predict } from '../module/predict.ts';
import { context } from '../settings.ts';
import { TwoStepAdapter } from './two-step-adapter.ts';

const predict = new Predict('text, question -> text_: str, answer: int');
const QUESTION = { text: 't', question: 'q' };

test('the second model sees the free answer under a name that no output has', async () => {
  const [first, second] = [new ScriptedLM(['It is forty-two, as the text says.']), new ScriptedLM([chatAnswer({ text_: 'says so', answer: '42' })])];
  const prediction = await context({ lm: first, adapter: new TwoStepAdapter(second) }, () => predict.call(QUESTION));
  expect(prediction.toJSON()).toEqual({ text_: 'says so', answer: 42 });
  expect(second.requests[0]?.messages.at(-1)?.content).toMatch(/^\[\[ ## text ## \]\]\nIt is forty-two, as the text says\.\n/);
});

test('what the second model does not find is an error about the answer of the first', async () => {
  const [first, second] = [new ScriptedLM(['I do not know.']), new ScriptedLM([chatAnswer({ text_: 'x', answer: 'none' })], 'small/finder')];
  const asked = context({ lm: first, adapter: new TwoStepAdapter(second) }, () => predict.call(QUESTION));
  await expect(asked).rejects.toMatchObject({
    code: 'adapter_parse_error',
    adapter: 'TwoStepAdapter',
    completion: 'I do not know.',
    message: expect.stringMatching(/^TwoStepAdapter had small\/finder look for the output fields in the model's answer: JSONAdapter cannot find a JSON object/),
    cause: { adapter: 'JSONAdapter' },
  });
});

test('a second model that cannot be asked fails as it does', async () => {
  await using provider = await startFakeProvider(() => failure(401, 'no'));
  const adapter = new TwoStepAdapter(modelAt(provider));
  expect(await failureOf(context({ lm: new ScriptedLM(['Yes.']), adapter }, () => predict.call(QUESTION)))).toMatchObject({ code: 'auth' });
});
