import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import recorded from '../../test-fixtures/compiled.json' with { type: 'json' };
import { KnowingLM, questionsAndAnswers, TwoSteps } from '../../test-fixtures/two-steps.ts';
import { BootstrapFewShot, BootstrapFewShotWithRandomSearch, ChainOfThought, configure, context, Example, LabeledFewShot, type MetricFunction, Module, Predict, Prediction, type Trace } from '../index.ts';

const trainset = questionsAndAnswers(Object.keys(recorded.answers));
const isRight: MetricFunction<{ question: string; answer: string }> = (example, prediction) => example.answer === prediction.get('answer');
const demosOf = (program: Module): object => Object.fromEntries(Object.entries(program.dumpState()).map(([path, state]) => [path, (state as { demos: unknown }).demos]));
let lm: KnowingLM;

beforeEach(() => {
  lm = new KnowingLM(recorded.answers);
  configure({ lm });
});
afterEach(() => configure({ lm: undefined }));

describe('the same training set and answers give the program that Python DSPy gives', () => {
  test('LabeledFewShot', async () => {
    expect(demosOf(await new LabeledFewShot({ k: 4 }).compile(new TwoSteps(), { trainset }))).toEqual(recorded.labeled);
    expect(demosOf(await new LabeledFewShot({ k: 3 }).compile(new TwoSteps(), { trainset, sample: false }))).toEqual(recorded.first);
  });

  test('BootstrapFewShot', async () => {
    const optimizer = new BootstrapFewShot({ metric: isRight, maxBootstrappedDemos: 3, maxLabeledDemos: 5 });
    const compiled = await optimizer.compile(new TwoSteps(), { trainset });
    expect(demosOf(compiled)).toEqual(recorded.bootstrapped);
    expect(compiled.compiled).toBe(true);
    expect(optimizer.report).toEqual({ bootstrapped: 3, attempts: 5, failures: [] });
  });

  test('BootstrapFewShotWithRandomSearch', async () => {
    const optimizer = new BootstrapFewShotWithRandomSearch({ metric: isRight, maxBootstrappedDemos: 3, maxLabeledDemos: 4, numCandidatePrograms: 3 });
    const best = await optimizer.compile(new TwoSteps(), { trainset: trainset.slice(0, 12), valset: trainset.slice(12, 20) });
    const tried = optimizer.candidatePrograms.map(({ seed, score, program }) => ({ seed, score, demos: demosOf(program) }));
    expect(tried).toEqual(recorded.search);
    expect(optimizer.candidatePrograms[0]?.program).toBe(best);
  });
});

describe('LabeledFewShot', () => {
  test('leaves the student and its models as they are', async () => {
    const student = new TwoSteps();
    student.draft.demos = [{ question: 'before' }];
    student.setLm(lm);
    const compiled = await new LabeledFewShot().compile(student, { trainset });
    expect(student.draft.demos).toEqual([{ question: 'before' }]);
    expect(compiled).toBeInstanceOf(TwoSteps);
    expect(compiled.draft.demos).toHaveLength(16);
    expect(compiled.draft.lm).toBe(lm);
    expect(await compiled.call({ question: 'question-01' })).toMatchObject({ answer: 'answer to question-01' });
    // Examples that have no draft are of no use to the first step.
    expect(lm.requests.map(({ messages }) => messages.length)).toEqual([2, 2 + 2 * 16]);
  });

  test('without examples gives a program without any', async () => {
    expect((await new LabeledFewShot().compile(new TwoSteps(), { trainset: [] })).draft.demos).toEqual([]);
  });
});

describe('BootstrapFewShot', () => {
  const small = trainset.slice(0, 4);

  test('asks the teacher, under its settings, without showing it the answer', async () => {
    const teacherLm = new KnowingLM(recorded.answers, 'teacher/model');
    await new BootstrapFewShot({ metric: isRight, maxBootstrappedDemos: 1, teacherSettings: { lm: teacherLm } }).compile(new TwoSteps(), { trainset: small });
    expect(lm.requests).toEqual([]);
    expect(teacherLm.requests.map(({ messages }) => messages.length)).toEqual([2, 2 + 2 * 3, 2, 2 + 2 * 3]);
    for (const { messages } of teacherLm.requests) {
      const [question] = /question-\d\d/.exec(JSON.stringify(messages.at(-1)?.content)) ?? [];
      expect(JSON.stringify(messages.slice(1, -1))).not.toContain(question);
    }
  });

  test('takes a teacher of the same structure with its own examples, and no other', async () => {
    const teacher = new TwoSteps();
    teacher.compiled = true;
    teacher.draft.demos = [{ question: 'of the teacher', draft: 'd' }];
    const compiled = await new BootstrapFewShot({ maxLabeledDemos: 0, maxBootstrappedDemos: 1 }).compile(new TwoSteps(), { trainset: small, teacher });
    expect(JSON.stringify(lm.requests[0]?.messages)).toContain('of the teacher');
    expect(demosOf(compiled)).toEqual({
      draft: [{ augmented: true, question: 'question-00', draft: 'draft of question-00' }],
      'final.predict': [{ augmented: true, question: 'question-00', draft: 'draft of question-00', reasoning: 'reasons for question-00', answer: 'wrong' }],
    });
    expect(teacher.draft.demos).toHaveLength(1);
    await expect(new BootstrapFewShot().compile(new TwoSteps(), { trainset: small, teacher: new ChainOfThought('question -> answer') })).rejects.toMatchObject({
      code: 'invalid_configuration',
      message: expect.stringContaining('"draft" is "question -> draft" in the student and nothing in the teacher'),
    });
  });

  test('accepts by threshold; the metric sees the trace', async () => {
    const traces: (Trace | undefined)[] = [];
    const metric: MetricFunction<{ question: string; answer: string }> = ({ question }, _prediction, trace) => {
      traces.push(trace);
      return Number(question.slice(-1)) / 10;
    };
    const optimizer = new BootstrapFewShot({ metric, metricThreshold: 0.3, maxLabeledDemos: 0 });
    const compiled = await optimizer.compile(new TwoSteps(), { trainset: small });
    expect(compiled.draft.demos.map((demo) => (demo instanceof Example ? demo.get('question') : demo))).toEqual(['question-03']);
    expect(traces).toHaveLength(4);
    expect(traces[3]?.map(({ inputs, prediction }) => [Object.keys(inputs), prediction.toJSON()])).toEqual([
      [['question'], { draft: 'draft of question-03' }],
      [['question', 'draft'], { reasoning: 'reasons for question-03', answer: 'wrong' }],
    ]);
  });

  test('tries again at temperature 1 and past the cache, and leaves the configuration as it was', async () => {
    const student = new TwoSteps();
    student.draft.config = { maxTokens: 9 };
    const optimizer = new BootstrapFewShot({ metric: () => false, maxRounds: 3, maxLabeledDemos: 0 });
    const compiled = await optimizer.compile(student, { trainset: small.slice(0, 1) });
    const drafts = lm.requests.filter((_, index) => index % 2 === 0).map(({ params }) => params);
    expect(drafts).toEqual([{ maxTokens: 9 }, { maxTokens: 9, rolloutId: 1, temperature: 1 }, { maxTokens: 9, rolloutId: 2, temperature: 1 }]);
    expect(compiled.draft.config).toEqual({ maxTokens: 9 });
    expect(optimizer.report).toMatchObject({ attempts: 3, bootstrapped: 0 });
  });

  test('notes failures, gives the teacher its examples back, and gives up with maxErrors', async () => {
    const optimizer = new BootstrapFewShot({ metric: isRight, maxErrors: 2 });
    const [unknown] = questionsAndAnswers(['unknown']) as [Example<{ question: string; answer: string }>];
    const compiled = await optimizer.compile(new TwoSteps(), { trainset: [unknown, ...small] });
    expect(optimizer.report?.failures).toEqual([{ example: unknown, error: expect.objectContaining({ message: expect.stringContaining('nothing is known') }) }]);
    expect(compiled.draft.demos.length).toBeGreaterThan(2);
    await expect(optimizer.compile(new TwoSteps(), { trainset: [unknown, unknown] })).rejects.toMatchObject({ code: 'evaluation_failed', message: expect.stringContaining('failed 2 times') });
  });

  test('ends when the caller no longer wants it', async () => {
    const controller = new AbortController();
    const metric = (): boolean => {
      controller.abort(new Error('enough'));
      throw new Error('and fails');
    };
    await expect(context({ signal: controller.signal }, () => new BootstrapFewShot({ metric }).compile(new TwoSteps(), { trainset: small }))).rejects.toThrow('and fails');
    expect(lm.requests).toHaveLength(2);
  });

  test('of several calls of one predictor in a program, one becomes a worked example, always the same', async () => {
    class Twice extends TwoSteps {
      override async forward({ question }: { question: string }): Promise<Prediction<{ answer: string }>> {
        await this.draft.call({ question: `${question} again` });
        return super.forward({ question });
      }
    }
    const compile = async (): Promise<object> => demosOf(await new BootstrapFewShot({ metric: isRight, maxLabeledDemos: 0 }).compile(new Twice(), { trainset: trainset.slice(0, 9) }));
    const demos = (await compile()) as Record<string, { question: string }[]>;
    expect(demos['draft']).toHaveLength(4);
    expect(demos['draft']?.map(({ question }) => question.slice(0, 11))).toEqual(['question-01', 'question-02', 'question-04', 'question-05']);
    expect(await compile()).toEqual(demos);
  });

  test('leaves compiled parts of a program as they are, and does not compile twice', async () => {
    const student = new TwoSteps();
    student.final.compiled = true;
    student.final.predict.demos = [{ question: 'kept', answer: 'a' }];
    const compiled = await new BootstrapFewShot({ metric: isRight }).compile(student, { trainset: small });
    expect(compiled.final.predict.demos).toEqual([{ question: 'kept', answer: 'a' }]);
    expect(compiled.draft.demos.length).toBeGreaterThan(0);
    await expect(new BootstrapFewShot().compile(compiled, { trainset: small })).rejects.toMatchObject({ code: 'invalid_configuration' });
  });

  test('a compiled program is saved with its examples', async () => {
    const compiled = await new BootstrapFewShot({ metric: isRight, maxBootstrappedDemos: 2, maxLabeledDemos: 3 }).compile(new TwoSteps(), { trainset });
    const loaded = new TwoSteps();
    loaded.loadState(JSON.parse(JSON.stringify(compiled.dumpState())));
    expect(demosOf(loaded)).toEqual(demosOf(compiled));
    expect(demosOf(compiled)).toMatchObject({ draft: [{ augmented: true }, { augmented: true }, { answer: expect.any(String) }] });
  });
});

describe('BootstrapFewShotWithRandomSearch', () => {
  test('stops at a score, and tries what restrict names', async () => {
    const optimizer = new BootstrapFewShotWithRandomSearch({ metric: () => 1, numCandidatePrograms: 2, stopAtScore: 100 });
    await optimizer.compile(new TwoSteps(), { trainset: trainset.slice(0, 2), restrict: [-2, 0, 1] });
    expect(optimizer.candidatePrograms.map(({ seed, subscores }) => [seed, subscores])).toEqual([[-2, [1, 1]]]);
    await expect(optimizer.compile(new TwoSteps(), { trainset, restrict: [7] })).rejects.toMatchObject({ code: 'invalid_configuration', message: expect.stringContaining('from -3 to 1') });
  });

  test('keeps the program with the best score', async () => {
    const optimizer = new BootstrapFewShotWithRandomSearch({ metric: () => lm.requests.at(-1)?.messages.length ?? 0, numCandidatePrograms: 0, maxLabeledDemos: 2, maxBootstrappedDemos: 1 });
    const best = await optimizer.compile(new TwoSteps(), { trainset: trainset.slice(0, 5), restrict: [-3, -2] });
    expect(best.draft.demos).toHaveLength(2);
    expect(optimizer.candidatePrograms.map(({ seed }) => seed)).toEqual([-2, -3]);
  });
});

test('a program is a predictor, too', async () => {
  const compiled = await new BootstrapFewShot({ metric: isRight, maxLabeledDemos: 1 }).compile(new Predict('question -> answer'), { trainset: trainset.slice(0, 2) });
  expect(compiled.demos).toEqual([new Example({ augmented: true, question: 'question-01', answer: 'answer to question-01' })]);
});
