import { setTimeout as wait } from 'node:timers/promises';
import { ConfigurationError } from '../errors.ts';
import { note } from '../observe.ts';
import { LMError } from './lm-error.ts';

/** Longest wait that a provider may ask for; beyond it the call fails at once, so that nobody hangs for an hour. */
const MAX_WAIT_MS = 60_000;

export interface RetryOptions {
  /** How many times a failed attempt is repeated. */
  readonly retries: number;
  readonly signal: AbortSignal | undefined;
  /** Asked after each failed attempt; true unless given. */
  readonly mayRepeat?: () => boolean;
  /** Waits between attempts; for tests. */
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

export interface Retried<T> {
  readonly value: T;
  /** How many attempts failed before. */
  readonly retries: number;
}

/** @param whose whose attempts they are, for the message. @throws {ConfigurationError} when it is no number of attempts. */
export function checkNumRetries(whose: string, numRetries: number): void {
  if (Number.isInteger(numRetries) && numRetries >= 0) return;
  throw new ConfigurationError(`numRetries of ${whose} has to be a whole number from 0, got ${numRetries}`);
}

/**
 * Repeats what fails with a retryable {@link LMError}: after as long as the provider asks for, otherwise after 1, 2,
 * 4, … seconds.
 *
 * @throws the last error, or the signal's reason when it fires in between.
 */
export async function withRetries<T>(attempt: () => Promise<T>, { retries, signal, mayRepeat = () => true, sleep = pause }: RetryOptions): Promise<Retried<T>> {
  for (let failed = 0; ; failed += 1) {
    try {
      return { value: await attempt(), retries: failed };
    } catch (error) {
      if (failed >= retries || signal?.aborted || !(error instanceof LMError) || !error.isRetryable) throw error;
      const waitMs = error.retryAfterMs ?? 1000 * 2 ** failed;
      if (waitMs > MAX_WAIT_MS || !mayRepeat()) throw error;
      note({ kind: 'retry', error, attempt: failed + 1, waitMs });
      await sleep(waitMs, signal);
    }
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await wait(ms, undefined, signal && { signal });
}
