import { setTimeout as sleep } from 'node:timers/promises';

/** How long an answer takes, in milliseconds. */
export interface Pace {
  readonly firstTokenMs: number;
  readonly perTokenMs: number;
}

/** Share of the delay that passes before the first token of a typical answer. */
const FIRST_TOKEN_SHARE = 0.6;
/** Tokens of a typical answer, the one that takes the whole delay. */
const TYPICAL_TOKENS = 40;
/** An answer is faster or slower than the typical by up to this share. */
const JITTER = 0.2;

/**
 * The pace of an answer: an answer of 40 tokens takes `delayMs`, 60 % of it before the first token, give or take 20 %.
 *
 * @param seed decides the jitter: equal requests take equal time
 */
export function paceOf(delayMs: number, seed: number): Pace {
  const factor = 1 + JITTER * (2 * fraction(seed) - 1);
  return {
    firstTokenMs: delayMs * FIRST_TOKEN_SHARE * factor,
    perTokenMs: (delayMs * (1 - FIRST_TOKEN_SHARE) * factor) / TYPICAL_TOKENS,
  };
}

/** Waits until `ms` after `start` (by `performance.now()`), or until the signal aborts. */
export async function waitUntil(start: number, ms: number, signal: AbortSignal): Promise<void> {
  const left = start + ms - performance.now();
  if (left < 1 || signal.aborted) return;
  await sleep(left, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

/** A fraction from 0 to 1 out of any 32 bits. */
function fraction(seed: number): number {
  let bits = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b);
  bits = Math.imul(bits ^ (bits >>> 16), 0x45d9f3b);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}
