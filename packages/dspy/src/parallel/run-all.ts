import { errorText } from '../error-text.ts';
import { ConfigurationError } from '../errors.ts';
import { EvaluationError } from '../evaluate/evaluation-error.ts';
import { context, currentSettings } from '../settings.ts';

export type Outcome<R> = { readonly value: R; readonly error?: never } | { readonly error: unknown; readonly value?: never };

export interface RunAllOptions<R> {
  /** How many at a time. */
  readonly numThreads: number;
  /** With how many errors to give up. */
  readonly maxErrors: number;
  /** Told of each that is done. */
  readonly onDone?: ((outcome: Outcome<R>) => void) | undefined;
}

/**
 * Runs something for every item, some at a time, each in the caller's context. When the caller cancels, ends as the item does.
 *
 * @throws {ConfigurationError} when an option cannot work.
 * @throws {EvaluationError} with the errors, as soon as there are `maxErrors`; what still runs is cancelled then.
 */
export async function runAll<T, R>(items: readonly T[], { numThreads, maxErrors, onDone }: RunAllOptions<R>, run: (item: T) => Promise<R>): Promise<Outcome<R>[]> {
  if (!Number.isInteger(numThreads) || numThreads < 1) throw new ConfigurationError(`numThreads has to be a whole number from 1, got ${numThreads}`);
  if (!(maxErrors >= 1)) throw new ConfigurationError(`maxErrors has to be 1 or more, got ${maxErrors}`);
  const outer = currentSettings().signal;
  const controller = new AbortController();
  const signal = outer ? AbortSignal.any([outer, controller.signal]) : controller.signal;
  const outcomes: Outcome<R>[] = [];
  const errors: unknown[] = [];
  let next = 0;

  const work = async (): Promise<void> => {
    while (next < items.length && errors.length < maxErrors) {
      outer?.throwIfAborted();
      const index = next++;
      const outcome = await outcomeOf(() => run(items[index] as T));
      if (outer?.aborted === true) throw outcome.error ?? outer.reason;
      outcomes[index] = outcome;
      if (controller.signal.aborted) return;
      if ('error' in outcome) errors.push(outcome.error);
      onDone?.(outcome);
      if (errors.length >= maxErrors) controller.abort();
    }
  };
  await context({ signal }, () => Promise.all(Array.from({ length: Math.min(numThreads, items.length) }, work)));
  if (errors.length < maxErrors) return outcomes;
  throw new EvaluationError(`stopped after ${errors.length} errors in ${outcomes.length} of ${items.length}; the first: ${errorText(errors[0])}`, { errors, cause: errors[0] });
}

async function outcomeOf<R>(run: () => Promise<R>): Promise<Outcome<R>> {
  try {
    return { value: await run() };
  } catch (error) {
    return { error };
  }
}
