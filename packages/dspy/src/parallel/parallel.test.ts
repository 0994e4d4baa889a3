import { describe, expect, test } from '@jest/globals';
import { chatAnswer, ScriptedLM } from '../../test-fixtures/scripted-lm.ts';
import { ChatAdapter } from '../adapter/chat-adapter.ts';
import { ChainOfThought } from '../module/chain-of-thought.ts';
import { Module } from '../module/module.ts';
import { Predict } from '../module/predict.ts';
import type { Observer } from '../observe.ts';
import { Example } from '../prediction/example.ts';
import { Prediction } from '../prediction/prediction.ts';
import { context, currentSettings } from '../settings.ts';
import { type Inputs, signature } from '../signature/signature.ts';
import { Parallel } from './parallel.ts';

const N = signature('n: int -> square: int');

/** Answers at once, unless told to fail; says how many ran at the same time. */
class Square extends Module<typeof N> {
  static running = 0;
  static most = 0;

  override async forward({ n }: Inputs<typeof N>): Promise<Prediction<{ square: number }>> {
    Square.most = Math.max(Square.most, ++Square.running);
    await new Promise(setImmediate);
    Square.running -= 1;
    if (n < 0) throw new RangeError(`no square of ${n}`);
    return new Prediction({ square: n * n });
  }
}

describe('Parallel', () => {
  test('gives results in the order of the calls, each typed as its module has it', async () => {
    const lm = new ScriptedLM([chatAnswer({ reasoning: 'r', answer: 'yes', score: '3' })]);
    const { results, failures } = await context({ lm }, () =>
      new Parallel({ numThreads: 2 }).call([
        [new Predict('question -> answer'), { question: 'one' }],
        [new ChainOfThought('question -> score: int'), new Example({ question: 'two', score: 4 }).withInputs('question')],
      ]),
    );
    const [answer, score]: [string | undefined, number | undefined] = [results[0]?.answer, results[1]?.score];
    expect([answer, score, failures]).toEqual(['yes', 3, []]);
    expect(lm.requests[1]?.messages.at(-1)?.content).not.toContain('4');
  });

  test('runs no more at a time than it is told', async () => {
    Square.most = 0;
    await new Square().batch(Array.from({ length: 20 }, (_, n) => ({ n })), { numThreads: 3 });
    expect(Square.most).toBe(3);
  });

  test('tells what failed, and leaves its place empty', async () => {
    const { results, failures } = await new Square().batch([{ n: 2 }, { n: -1 }, { n: 3 }]);
    expect(results.map((result) => result?.square)).toEqual([4, undefined, 9]);
    expect(failures).toEqual([{ index: 1, inputs: { n: -1 }, error: new RangeError('no square of -1') }]);
  });

  test('gives up after too many failures, with the errors', async () => {
    const inputs = Array.from({ length: 9 }, (_, n) => ({ n: -n - 1 }));
    await expect(new Square().batch(inputs, { numThreads: 1, maxErrors: 2 })).rejects.toMatchObject({
      code: 'evaluation_failed',
      message: 'stopped after 2 errors in 2 of 9; the first: no square of -1',
      errors: [new RangeError('no square of -1'), new RangeError('no square of -2')],
    });
  });

  test.each([
    [{ numThreads: 0 }, 'numThreads has to be a whole number from 1, got 0'],
    [{ maxErrors: 0 }, 'maxErrors has to be 1 or more, got 0'],
  ])('refuses %j', async (options, message) => {
    await expect(new Parallel(options).call([])).rejects.toMatchObject({ code: 'invalid_configuration', message });
  });

  test('runs every call in the settings and the trace of the caller', async () => {
    const parents: unknown[] = [];
    const observer: Observer = {
      observe: async (operation, next) => {
        if (operation.kind === 'module') parents.push(operation.parent?.name);
        return next();
      },
    };
    const adapter = new ChatAdapter();
    class Reading extends Module<typeof N> {
      override async forward(): Promise<Prediction<{ square: number }>> {
        return new Prediction({ square: currentSettings().adapter === adapter ? 1 : 0 });
      }
    }
    class Outer extends Module<typeof N> {
      override async forward({ n }: Inputs<typeof N>): Promise<Prediction<{ square: number }>> {
        const { results } = await new Reading().batch([{ n }, { n }]);
        return new Prediction({ square: results.filter((result) => result?.square === 1).length });
      }
    }
    const { square } = await context({ adapter, observers: [observer] }, () => new Outer().call({ n: 1 }));
    expect([square, parents]).toEqual([2, [undefined, 'Outer', 'Outer']]);
  });

  test('that is cancelled ends at once and starts nothing more', async () => {
    const controller = new AbortController();
    const started: number[] = [];
    class Cancelling extends Module<typeof N> {
      override async forward({ n }: Inputs<typeof N>): Promise<Prediction<{ square: number }>> {
        started.push(n);
        controller.abort(new Error('enough'));
        return new Prediction({ square: n });
      }
    }
    const calls = context({ signal: controller.signal }, () => new Cancelling().batch([{ n: 1 }, { n: 2 }, { n: 3 }], { numThreads: 1 }));
    await expect(calls).rejects.toThrow('enough');
    expect(started).toEqual([1]);
  });

  test('shows a bar where there is a terminal', async () => {
    const shown: string[] = [];
    const terminal = { isTTY: true, write: (text: string) => shown.push(text) };
    await new Square().batch([{ n: 1 }, { n: 2 }], { displayProgress: true, terminal });
    expect(shown.at(-2)).toContain('calls ████████████████████████ 2/2');
    expect(shown.at(-1)).toBe('\n');
  });
});

test('a deep copy changes by itself and shares models', () => {
  const lm = new ScriptedLM(['']);
  const original = new ChainOfThought('question -> answer', { lm, demos: [{ question: 'q', answer: 'a' }] });
  const copy = original.deepcopy();
  copy.predict.demos = [];
  copy.predict.signature = copy.predict.signature.withInstructions('other');
  expect(original.predict.demos).toHaveLength(1);
  expect(original.predict.signature.instructions).not.toBe('other');
  expect([copy instanceof ChainOfThought, copy.predict.lm === lm]).toEqual([true, true]);
});
