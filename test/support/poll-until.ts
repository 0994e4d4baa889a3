import { setTimeout as sleep } from 'node:timers/promises';

export interface PollOptions {
  readonly timeoutMs: number;
  /** What is waited for, as in "timed out waiting for …". */
  readonly what: string;
  /** Between two looks; 50 ms unless given. */
  readonly everyMs?: number;
}

type Falsy = undefined | null | false | 0 | '';

/**
 * Looks until there is something: resolves to the first value that is truthy. An error in a look is the end.
 *
 * @throws Error after `timeoutMs` that says what was waited for
 */
export async function pollUntil<T>(look: () => T | Promise<T>, { timeoutMs, what, everyMs = 50 }: PollOptions): Promise<Exclude<T, Falsy>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (isTruthy(found)) return found;
    const left = deadline - performance.now();
    if (left <= 0) throw new Error(`timed out after ${timeoutMs} ms waiting for ${what}`);
    await sleep(Math.min(everyMs, left));
  }
}

function isTruthy<T>(value: T): value is Exclude<T, Falsy> {
  return Boolean(value);
}
