import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { context, currentOperation, currentSettings, Evaluate, type EvaluateOptions, Example, type MetricFunction, Module, type Operation, Prediction } from '../index.ts';

interface Item {
  question: string;
  answer: string;
}

const item = (question: string, answer = question): Example<Item> => new Example({ question, answer }).withInputs('question');
const isRight: MetricFunction<Item> = (example, prediction) => prediction.get('answer') === example.answer;

/** Answers with the question, after as many turns of the event loop as it says; fails on `fail`. */
class Echo extends Module {
  running = 0;
  most = 0;
  readonly asked: string[] = [];
  readonly signals: (AbortSignal | undefined)[] = [];

  override async forward(inputs: object): Promise<Prediction<{ answer: string }>> {
    const { question } = inputs as { question: string };
    this.asked.push(question);
    this.signals.push(currentSettings().signal);
    this.most = Math.max(this.most, ++this.running);
    for (let turn = 0; turn < (Number(question) || 0); turn++) await new Promise(setImmediate);
    this.running--;
    if (question.startsWith('fail')) throw new Error(`no answer to ${question}`);
    return new Prediction({ answer: question });
  }
}

const evaluate = (options: Partial<EvaluateOptions<Item>> & Pick<EvaluateOptions<Item>, 'devset'>): Evaluate<Item> => new Evaluate({ metric: isRight, ...options });

describe('Evaluate', () => {
  test('gives the mean in per cent, and every result in the order of the examples', async () => {
    const devset = [item('3'), item('2', 'x'), item('1')];
    const { score, results, failures } = await evaluate({ devset }).call(new Echo());
    expect(score).toBe(66.67);
    expect(results.map(([example, prediction, right]) => [example.question, prediction.get('answer'), right])).toEqual([['3', '3', true], ['2', '2', false], ['1', '1', true]]);
    expect(failures).toEqual([]);
  });

  test('runs numThreads examples at a time', async () => {
    const echo = new Echo();
    await evaluate({ devset: Array.from({ length: 10 }, () => item('2')), numThreads: 3 }).call(echo);
    expect(echo.most).toBe(3);
    const alone = new Echo();
    await evaluate({ devset: [item('2'), item('1')], numThreads: 3 }).call(alone, { numThreads: 1 });
    expect(alone.most).toBe(1);
  });

  test('gives failing examples the failure score and says why they failed', async () => {
    const { score, results, failures } = await evaluate({ devset: [item('a'), item('fail')], failureScore: 0.5 }).call(new Echo());
    expect(score).toBe(75);
    expect(results[1]?.[1].toJSON()).toEqual({});
    expect(failures).toEqual([{ example: item('fail'), error: new Error('no answer to fail') }]);
  });

  test('a metric that gives no score fails its example', async () => {
    const metric = (() => undefined) as unknown as MetricFunction<Item>;
    const { failures } = await evaluate({ devset: [item('a')], metric }).call(new Echo());
    expect(failures[0]?.error).toMatchObject({ code: 'invalid_configuration', message: expect.stringContaining('has to give a number or a truth value, and gave undefined') });
  });

  test('gives up with maxErrors, starts nothing more and cancels what runs', async () => {
    const echo = new Echo();
    const devset = [item('fail 1'), item('4'), item('fail 2'), item('b'), item('c'), item('d')];
    await expect(evaluate({ devset, maxErrors: 2, numThreads: 2 }).call(echo)).rejects.toMatchObject({
      code: 'evaluation_failed',
      message: expect.stringContaining('stopped after 2 errors'),
      errors: [new Error('no answer to fail 1'), new Error('no answer to fail 2')],
    });
    expect(echo.asked).toEqual(['fail 1', '4', 'fail 2']);
    expect(echo.signals.map((signal) => signal?.aborted)).toEqual([true, true, true]);
  });

  test('ends when the caller no longer wants it', async () => {
    const controller = new AbortController();
    const metric: MetricFunction<Item> = () => {
      controller.abort(new Error('enough'));
      return 1;
    };
    const echo = new Echo();
    await expect(context({ signal: controller.signal }, () => evaluate({ devset: [item('a'), item('b')], metric, numThreads: 1 }).call(echo))).rejects.toThrow('enough');
    expect(echo.asked).toEqual(['a']);
  });

  test('is an operation with everything it runs inside', async () => {
    const parents: (Operation | undefined)[] = [];
    const program = new (class extends Echo {
      override forward(inputs: object): Promise<Prediction<{ answer: string }>> {
        parents.push(currentOperation()?.parent);
        return super.forward(inputs);
      }
    })();
    const seen: [string, unknown][] = [];
    const observer = {
      async observe<R>(operation: Operation, next: () => Promise<R>): Promise<R> {
        const result = await next();
        seen.push([operation.kind, operation.kind === 'evaluation' ? operation.inputs.program : undefined]);
        return result;
      },
    };
    await context({ observers: [observer as never] }, () => evaluate({ devset: [item('a')] }).call(program));
    expect(seen).toEqual([['module', undefined], ['evaluation', program]]);
    expect(parents).toEqual([expect.objectContaining({ kind: 'evaluation', name: 'Evaluate' })]);
  });

  test.each<[Partial<EvaluateOptions<Item>>, string]>([
    [{ devset: [] }, 'at least one example'],
    [{ numThreads: 0 }, 'numThreads has to be a whole number from 1, got 0'],
    [{ maxErrors: 0 }, 'maxErrors has to be 1 or more, got 0'],
  ])('%j is refused', async (options, message) => {
    await expect(evaluate({ devset: [item('a')], ...options }).call(new Echo())).rejects.toMatchObject({ code: 'invalid_configuration', message: expect.stringContaining(message) });
  });
});

/** Keeps what is written. */
function terminal(isTTY: boolean): { text: string; isTTY: boolean; columns: number; write(text: string): void } {
  return { text: '', isTTY, columns: 60, write(text) { this.text += text; } };
}

describe('what an evaluation shows', () => {
  test('is a bar with the score so far, on a terminal', async () => {
    const screen = terminal(true);
    await evaluate({ devset: [item('a'), item('b', 'x')], displayProgress: true, numThreads: 1, terminal: screen }).call(new Echo());
    expect(screen.text).toBe(`\r\u001B[Kscore 100.0 % ${'█'.repeat(12)}${'░'.repeat(12)} 1/2\r\u001B[Kscore 50.0 % ${'█'.repeat(24)} 2/2\n`);
  });

  test('is nothing where the bar would go into a file, or is not asked for', async () => {
    const [file, screen] = [terminal(false), terminal(true)];
    await evaluate({ devset: [item('a')], displayProgress: true, terminal: file }).call(new Echo());
    await evaluate({ devset: [item('a')], terminal: screen }).call(new Echo());
    expect([file.text, screen.text]).toEqual(['', '']);
  });

  test('is a table on request: long cells cut, control characters gone, so many rows', async () => {
    const screen = terminal(false);
    const devset = [item('a\u001B[2Jb'), item('word '.repeat(30)), item('c')];
    await evaluate({ devset, displayTable: 2, terminal: screen }).call(new Echo());
    expect(screen.text.split('\n')).toEqual([
      '   question                              example_answer                        pred_answer                           isRight',
      '0  a [2Jb                                a [2Jb                                a [2Jb                                true',
      `1  ${`${'word '.repeat(7)}…  `.repeat(3)}true`,
      '… and 1 more',
      '',
    ]);
  });
});

describe('files of results', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dspy-evaluate-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('have a row per example, with the columns of all of them', async () => {
    const [saveAsCsv, saveAsJson] = [join(folder, 'r.csv'), join(folder, 'r.json')];
    await evaluate({ devset: [item('fail', 'say "x", y'), item('b\nc')], saveAsCsv, saveAsJson }).call(new Echo());
    expect(await readFile(saveAsCsv, 'utf8')).toBe('question,answer,example_answer,pred_answer,isRight\r\nfail,"say ""x"", y",,,0\r\n"b\nc",,"b\nc","b\nc",true\r\n');
    expect(JSON.parse(await readFile(saveAsJson, 'utf8'))).toEqual([
      { question: 'fail', answer: 'say "x", y', isRight: 0 },
      { question: 'b\nc', example_answer: 'b\nc', pred_answer: 'b\nc', isRight: true },
    ]);
  });

  test('that cannot be written do not cost the results', async () => {
    await expect(evaluate({ devset: [item('a')], saveAsCsv: join(folder, 'no/r.csv') }).call(new Echo())).rejects.toMatchObject({ code: 'evaluation_failed', result: { score: 100 } });
  });
});
