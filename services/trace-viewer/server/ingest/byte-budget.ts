import { RequestRefusedError } from './request-refused-error.ts';

/** What one request holds. Disposing of it gives everything back. */
export interface ByteCharge extends Disposable {
  /** @throws RequestRefusedError 503 when the budget is used up. */
  add(bytes: number): void;
}

/** Bounds the bytes of all bodies held at once. */
export class ByteBudget {
  readonly #limit: number;
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get used(): number {
    return this.#used;
  }

  open(): ByteCharge {
    let charged = 0;
    return {
      add: (bytes) => {
        // One body always fits, however large the setting allows it to be.
        if (this.#used > charged && this.#used + bytes > this.#limit) {
          throw new RequestRefusedError(503, 'The viewer is taking more spans than it can hold at once. Send them again later.', {
            headers: { 'Retry-After': '1' },
          });
        }
        charged += bytes;
        this.#used += bytes;
      },
      [Symbol.dispose]: () => {
        this.#used -= charged;
        charged = 0;
      },
    };
  }
}
