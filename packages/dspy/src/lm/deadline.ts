import { ConfigurationError } from '../errors.ts';

/** A timer that should wait longer does not wait at all. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Refuses a time that no timer can wait.
 *
 * @param whose what it bounds, for the message.
 * @throws {ConfigurationError}
 */
export function checkTimeout(whose: string, timeoutMs: number | undefined): void {
  if (timeoutMs === undefined || (Number.isFinite(timeoutMs) && timeoutMs > 0 && timeoutMs <= LONGEST_MS)) return;
  throw new ConfigurationError(`timeoutMs of ${whose} has to be more than 0 and at most ${LONGEST_MS} milliseconds, got ${timeoutMs}; leave it out for no limit`);
}

/** What ends a call early. */
export interface Deadline {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

export interface DeadlineErrors {
  onTimeout(timeoutMs: number): Error;
  /** @param reason the signal's. */
  onAbort(reason: unknown): Error;
}

/**
 * Runs `run` until it is done, the signal fires or the time is up, whichever is first; `run` gets a signal that says
 * so. Leaves no timer and no listener behind.
 */
export async function withDeadline<T>({ signal, timeoutMs }: Deadline, run: (signal: AbortSignal | undefined) => Promise<T>, errors: DeadlineErrors): Promise<T> {
  if (signal === undefined && timeoutMs === undefined) return run(undefined);
  const controller = new AbortController();
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const end = (error: Error): void => {
    reject(error);
    controller.abort(error);
  };
  const onAbort = (): void => end(errors.onAbort(signal?.reason));
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => end(errors.onTimeout(timeoutMs)), timeoutMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    if (signal?.aborted) throw errors.onAbort(signal.reason);
    return await Promise.race([run(controller.signal), ended]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    ended.catch(() => undefined);
  }
}
