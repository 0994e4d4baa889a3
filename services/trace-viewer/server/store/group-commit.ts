import { setTimeout as delay } from 'node:timers/promises';

import { RowBinaryWriter } from './row-binary.ts';

export interface GroupCommitOptions {
  /** Bytes of rows that may wait to be committed, those being committed included. */
  readonly maxPendingBytes: number;
  /** Least time from the start of one commit to the start of the next: many small commits cost more than few large ones. */
  readonly intervalMs: number;
}

/** Too much waits to be written. Nothing of the refused rows is stored; they can be sent again after `retryAfterSeconds`. */
export class StoreOverloadedError extends Error {
  readonly code = 'store_overloaded';
  readonly retryAfterSeconds = 1;

  constructor(pendingBytes: number) {
    super(`The trace store is behind: ${pendingBytes} bytes wait to be written. Send the spans again later.`);
    this.name = 'StoreOverloadedError';
  }
}

const MAX_SPARE_BYTES = 16 * 1024 * 1024;

interface Batch {
  readonly writer: RowBinaryWriter;
  readonly done: PromiseWithResolvers<void>;
}

/**
 * Commits rows of many callers together. While one commit runs, later rows gather for the next; a caller that comes
 * when nothing runs is served at once.
 */
export class GroupCommit {
  readonly #insert: (rows: Uint8Array) => Promise<void>;
  readonly #options: GroupCommitOptions;
  #gathering: Batch | undefined;
  /** A writer whose rows are committed, for the next batch: growing a new one each time would fill the heap with what it outgrew. */
  #spare: RowBinaryWriter | undefined;
  #committingBytes = 0;
  #running: Promise<void> | undefined;
  #lastStart = Number.NEGATIVE_INFINITY;

  constructor(insert: (rows: Uint8Array) => Promise<void>, options: GroupCommitOptions) {
    this.#insert = insert;
    this.#options = options;
  }

  /**
   * Resolves once the rows that `write` writes are committed.
   *
   * @throws StoreOverloadedError before anything is written; the insert's error when the commit failed.
   */
  async append(write: (writer: RowBinaryWriter) => void): Promise<void> {
    const pending = this.#committingBytes + (this.#gathering?.writer.length ?? 0);
    if (pending >= this.#options.maxPendingBytes) throw new StoreOverloadedError(pending);
    this.#gathering ??= this.#newBatch();
    const { writer, done } = this.#gathering;
    const start = writer.length;
    try {
      write(writer);
    } catch (error) {
      // Half a row would spoil the batch of everybody else.
      writer.truncate(start);
      throw error;
    }
    this.#running ??= this.#run();
    await done.promise;
  }

  /** Resolves when everything appended so far is committed or has failed. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let batch = await this.#next(); batch !== undefined; batch = await this.#next()) {
      this.#committingBytes = batch.writer.length;
      try {
        if (batch.writer.length > 0) await this.#insert(batch.writer.bytes());
        batch.done.resolve();
      } catch (error) {
        batch.done.reject(error);
      } finally {
        this.#committingBytes = 0;
        if (batch.writer.capacity <= MAX_SPARE_BYTES) this.#spare = batch.writer;
      }
    }
  }

  #newBatch(): Batch {
    const writer = this.#spare ?? new RowBinaryWriter();
    this.#spare = undefined;
    writer.truncate(0);
    return { writer, done: Promise.withResolvers() };
  }

  async #next(): Promise<Batch | undefined> {
    // At least one turn of the event loop: requests that have arrived together are committed together.
    await delay(Math.max(0, this.#lastStart + this.#options.intervalMs - performance.now()));
    const batch = this.#gathering;
    this.#gathering = undefined;
    if (batch === undefined) this.#running = undefined;
    else this.#lastStart = performance.now();
    return batch;
  }
}
