import { HTTPError } from '../http/http-error.ts';

const LONGEST_RETRY_SECONDS = 60;
/** How much of the last call's time goes into the estimate of the next. */
const NEWEST = 0.2;

/** Lets a bounded number of calls of one program run, lets a bounded number wait, and refuses the rest. */
export class ProgramQueue {
  readonly #name: string;
  readonly #concurrency: number;
  readonly #length: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #refused = 0;
  #usualMs = 0;

  /** @param concurrency calls at the same time. @param length calls that wait. */
  constructor(name: string, { concurrency, length }: { readonly concurrency: number; readonly length: number }) {
    this.#name = name;
    this.#concurrency = concurrency;
    this.#length = length;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** How many calls were refused so far. */
  get refused(): number {
    return this.#refused;
  }

  /**
   * Takes a place; `leave` gives it back. Nothing to wait for when one is free.
   *
   * @throws {HTTPError} 429 when too many wait already; what the signal says when it fires before a place is free.
   */
  enter(signal: AbortSignal): Promise<void> | undefined {
    if (this.#running < this.#concurrency) {
      this.#running += 1;
      return undefined;
    }
    if (this.#waiting.length >= this.#length) {
      this.#refused += 1;
      throw new HTTPError(429, `${this.#name} is busy: ${this.#running} calls run and ${this.#waiting.length} wait`, { headers: { 'retry-after': String(this.#retryAfterSeconds()) } });
    }
    return new Promise((resolve, reject) => {
      const take = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(take), 1);
        reject(signal.reason as Error);
      };
      this.#waiting.push(take);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** Gives the place to whoever waited longest. @param ms how long it was used. */
  leave(ms: number): void {
    this.#usualMs = this.#usualMs === 0 ? ms : this.#usualMs * (1 - NEWEST) + ms * NEWEST;
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running -= 1;
  }

  /** When a place in the queue should be free, as far as one can tell. */
  #retryAfterSeconds(): number {
    const seconds = Math.ceil(((this.#waiting.length + 1) / this.#concurrency) * (this.#usualMs / 1000));
    return Math.min(Math.max(seconds, 1), LONGEST_RETRY_SECONDS);
  }
}
