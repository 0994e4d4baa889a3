import type { Module } from '../module/module.ts';
import { Example } from '../prediction/example.ts';
import { ProgressBar, type Terminal } from './progress-bar.ts';
import { runAll } from './run-all.ts';

/** How many calls run at a time, and how many may fail. */
export interface ParallelOptions {
  /** How many calls at a time; 8 unless given. */
  readonly numThreads?: number | undefined;
  /** With how many failing calls to give up; 10 unless given. */
  readonly maxErrors?: number | undefined;
  /** A bar on stderr, where that is a terminal; off unless given. */
  readonly displayProgress?: boolean | undefined;
  /** Where the bar goes instead of stderr. */
  readonly terminal?: Terminal | undefined;
}

/** A module and what to call it with; of an example, its inputs. */
export type ParallelCall = readonly [module: Module, inputs: object];

/** A call that failed. */
export interface FailedCall {
  /** Its place among the calls. */
  readonly index: number;
  readonly inputs: object;
  readonly error: unknown;
}

/** What calls that ran at the same time gave. */
export interface ParallelOutcome<R> {
  /** In the order of the calls; `undefined` for those that failed. */
  readonly results: R;
  readonly failures: readonly FailedCall[];
}

type ResultOf<C> = C extends readonly [infer M extends Module, unknown] ? Awaited<ReturnType<M['call']>> | undefined : never;

/** One result per call, typed as its module's. */
export type ParallelResults<C extends readonly ParallelCall[]> = { -readonly [I in keyof C]: ResultOf<C[I]> };

/**
 * Calls modules at the same time, each in the caller's settings and trace.
 *
 * ```ts
 * import { ChainOfThought, Parallel, Predict } from '@dspy-otel/dspy';
 *
 * const parallel = new Parallel({ numThreads: 2 });
 * const { results, failures } = await parallel.call([
 *   [new Predict('question -> answer'), { question: 'What is the capital of France?' }],
 *   [new ChainOfThought('text -> title'), { text: 'Tea is made of leaves.' }],
 * ]);
 * console.log(results[0]?.answer, results[1]?.title, failures.length);
 * ```
 */
export class Parallel {
  readonly options: ParallelOptions;

  constructor(options: ParallelOptions = {}) {
    this.options = options;
  }

  /** @throws {EvaluationError} as soon as `maxErrors` calls have failed; what still runs is cancelled then. */
  async call<const C extends readonly ParallelCall[]>(calls: C): Promise<ParallelOutcome<ParallelResults<C>>> {
    const { numThreads = 8, maxErrors = 10, displayProgress = false, terminal = process.stderr } = this.options;
    using bar = displayProgress ? new ProgressBar(calls.length, terminal) : undefined;
    let done = 0;
    const onDone = (): void => bar?.update(++done, 'calls');
    const outcomes = await runAll<ParallelCall, unknown>(calls, { numThreads, maxErrors, onDone }, ([module, inputs]) => module.call(inputs instanceof Example ? inputs.inputs() : inputs));
    const failures = calls.flatMap(([, inputs], index): FailedCall[] => {
      const outcome = outcomes[index];
      return outcome && 'error' in outcome ? [{ index, inputs, error: outcome.error }] : [];
    });
    return { results: outcomes.map((outcome) => outcome.value) as ParallelResults<C>, failures };
  }
}
