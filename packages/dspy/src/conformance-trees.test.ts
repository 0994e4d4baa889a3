import { expect, test } from '@jest/globals';
import { failure, completion, startFakeProvider } from '../test-fixtures/fake-provider.ts';
import { modelAt } from '../test-fixtures/asking.ts';
import { OperationTree } from '../test-fixtures/operation-tree.ts';
import { chatAnswer } from '../test-fixtures/scripted-lm.ts';
import trees from '../test-fixtures/trees.json' with { type: 'json' };
import { ChainOfThought, context, type Inputs, Module, Parallel, Predict, Prediction, signature } from './index.ts';

const QA = signature('question -> answer');
const QUESTIONS = [{ question: 'What is the capital of France?' }, { question: 'What is the capital of Germany?' }];

class Leaf extends Module<typeof QA> {
  readonly predict = new Predict(QA);

  override forward({ question }: Inputs<typeof QA>): Promise<Prediction<{ answer: string }>> {
    return this.predict.call({ question });
  }
}

class Middle extends Module<typeof QA> {
  readonly leaf = new Leaf();
  readonly summarize = new ChainOfThought('text -> answer');

  override async forward({ question }: Inputs<typeof QA>): Promise<Prediction<{ answer: string }>> {
    const { answer } = await this.leaf.call({ question });
    return this.summarize.call({ text: answer });
  }
}

class Outer extends Module {
  readonly middle = new Middle();

  override async forward(): Promise<Prediction<object>> {
    const { results } = await new Parallel({ numThreads: 2 }).call(QUESTIONS.map((inputs) => [this.middle, inputs] as const));
    return new Prediction({ answers: results.map((result) => result?.answer) });
  }
}

class AsyncRAG extends Module {
  readonly respond = new ChainOfThought(QA);

  override async forward(): Promise<Prediction<object>> {
    const predictions = await Promise.all(QUESTIONS.map((inputs) => this.respond.call(inputs)));
    return new Prediction({ answers: predictions.map(({ answer }) => answer) });
  }
}

/** The programs as they were in Python, where `Parallel` has to make do with one thread to keep a tree in one piece. */
const PROGRAMS: Record<keyof typeof trees, () => Promise<unknown>> = {
  j_batch: () => new Leaf().batch(QUESTIONS, { numThreads: 2 }),
  j_nested_parallel_1thread: () => new Outer().call({}),
  j_parallel_error: () => new Leaf().batch([QUESTIONS[0] ?? { question: '' }, { question: 'refuse' }], { numThreads: 2 }),
  j_async_gather: () => new AsyncRAG().call({}),
};

test.each(Object.entries(PROGRAMS))('calls that run at the same time nest as in Python: %s', async (name, run) => {
  await using provider = await startFakeProvider(({ body }) =>
    JSON.stringify(body['messages']).includes('refuse') ? failure(401, 'wrong key') : completion(chatAnswer({ reasoning: 'r', answer: 'a' })),
  );
  const operations = new OperationTree();
  await context({ lm: modelAt(provider), observers: [operations] }, run);
  expect(operations.lines).toEqual(trees[name as keyof typeof trees]);
});
