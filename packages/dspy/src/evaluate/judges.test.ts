import { expect, test } from '@jest/globals';
import { chatAnswer, ScriptedLM } from '../../test-fixtures/scripted-lm.ts';
import { CompleteAndGrounded, context, Evaluate, Example, Prediction, SemanticF1 } from '../index.ts';

const example = new Example({ question: 'Why?', response: 'Because of light.' }).withInputs('question');
const prediction = new Prediction({ response: 'Light.', context: ['one', 'two'] });
const judge = (...answers: Record<string, string>[]): ScriptedLM => new ScriptedLM(answers.map((answer) => chatAnswer({ reasoning: 'r', ...answer })));
const ideas = { ground_truth_key_ideas: 'g', system_response_key_ideas: 's', discussion: 'd' };

test('SemanticF1 is the harmonic mean of recall and precision, each from 0 to 1', async () => {
  const lm = judge({ recall: '0.5', precision: '1.5' }, { recall: '0', precision: '0' });
  const metric = new SemanticF1();
  metric.setLm(lm);
  expect((await metric.call({ example, prediction })).score).toBeCloseTo(2 / 3, 12);
  expect((await metric.call({ example, prediction })).score).toBe(0);
  expect(lm.requests[0]?.messages[1]?.content).toMatch(/## question ## \]\]\nWhy\?\n\n\[\[ ## ground_truth ## \]\]\nBecause of light.\n\n\[\[ ## system_response ## \]\]\nLight.\n/);
});

test('SemanticF1 says with a trace whether the threshold is reached', async () => {
  const metric = new SemanticF1({ threshold: 0.7 });
  metric.setLm(judge({ recall: '0.5', precision: '1' }, { recall: '0.9', precision: '0.9' }));
  expect((await metric.call({ example, prediction, trace: [] })).score).toBe(false);
  expect((await metric.call({ example, prediction, trace: [] })).score).toBe(true);
});

test('SemanticF1 lists the ideas of both sides first when decompositional', async () => {
  const metric = new SemanticF1({ decompositional: true });
  expect(metric.module.predict.signature.outputFields.map((field) => field.name)).toEqual(['reasoning', 'ground_truth_key_ideas', 'system_response_key_ideas', 'discussion', 'recall', 'precision']);
  metric.setLm(judge({ ...ideas, recall: '1', precision: '1' }));
  expect((await metric.call({ example, prediction })).score).toBe(1);
});

test('CompleteAndGrounded looks at the context, too', async () => {
  const lm = judge({ ...ideas, completeness: '1', groundedness: '0.5', system_response_claims: 'c' });
  const { score } = await context({ lm }, () => new CompleteAndGrounded().call({ example, prediction }));
  expect(score).toBeCloseTo(2 / 3, 12);
  expect(lm.requests[1]?.messages[1]?.content).toContain('[[ ## retrieved_context ## ]]\n["one", "two"]');
});

test('what a judge needs and does not find is an error', async () => {
  await expect(new SemanticF1().call({ example: new Example({ question: 'q' }), prediction })).rejects.toThrow('the example has to have "response" for this metric');
});

test('a judge is a metric of Evaluate', async () => {
  const program = new ScriptedProgram();
  const metric = new SemanticF1();
  metric.setLm(judge({ recall: '0.25', precision: '1' }));
  expect((await new Evaluate({ devset: [example], metric }).call(program)).score).toBe(40);
});

class ScriptedProgram extends SemanticF1 {
  override async forward(): Promise<Prediction<{ score: number; response: string }>> {
    return new Prediction({ score: 1, response: 'Light.' });
  }
}
