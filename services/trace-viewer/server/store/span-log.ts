import { mkdir } from 'node:fs/promises';

import { FolderInUseError, lockFolder } from './folder-lock.ts';
import { DamagedSegmentError, listSegments, OpenSegment, recoverSegment, removeSegment, segmentPath, type SealedSegment } from './log-segment.ts';
import type { InsertTarget, SqlEngine, SqlParams } from './sql-engine.ts';
import { StoreUnavailableError } from './store-unavailable-error.ts';

export interface SpanLogOptions {
  /** Where segments lie. */
  readonly folder: string;
  /** Least time from the start of one insert to the start of the next, unless a reader waits. */
  readonly intervalMs: number;
  /** A segment of this size is inserted at once. */
  readonly segmentBytes: number;
  /** Told of inserts that failed, which are tried again, and of damaged segments. */
  readonly onFailure: (error: unknown) => void;
}

const RETRY_MS = 1_000;

/**
 * Rows on their way into a table. They are durable as soon as they are in a segment, a file of rows on disk; from there they are inserted many
 * thousands at a time: an insert has a price of its own, and so has merging what many small inserts leave behind. A segment that a crash left
 * over is inserted by the next start; rows that were in the table already then are there twice until a merge, which `spans` allows for.
 */
export class SpanLog {
  readonly engine: SqlEngine;
  /** The engine as readers need it: what was written to the log before is in the table when they look. */
  readonly readEngine: SqlEngine;
  readonly #target: InsertTarget;
  readonly #options: SpanLogOptions;
  readonly #lock: AsyncDisposable;
  readonly #full: SealedSegment[] = [];
  #current: OpenSegment | undefined;
  #lastNumber = 0;
  #fullBytes = 0;
  /** Writing and closing a segment take turns. */
  #turn: Promise<void> = Promise.resolve();
  #running: Promise<void> | undefined;
  #following: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastStart = Number.NEGATIVE_INFINITY;
  #closed = false;

  private constructor(engine: SqlEngine, target: InsertTarget, options: SpanLogOptions, lock: AsyncDisposable) {
    this.engine = engine;
    this.readEngine = new CaughtUpEngine(engine, () => this.#catchUp());
    this.#target = target;
    this.#options = options;
    this.#lock = lock;
  }

  /**
   * Takes over what an earlier process left behind, and inserts it. The folder is this log's alone until it is closed.
   *
   * @throws FolderInUseError when another process has it; nothing in it is touched then.
   */
  static async open(engine: SqlEngine, target: InsertTarget, options: SpanLogOptions): Promise<SpanLog> {
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    const lock = await lockFolder(options.folder);
    if (lock === undefined) throw new FolderInUseError(options.folder);
    await using held = new AsyncDisposableStack();
    held.use(lock);
    const log = new SpanLog(engine, target, options, lock);
    await log.#recover();
    await log.flush();
    held.move();
    return log;
  }

  /** Bytes of rows that are not in the table yet. */
  get backlogBytes(): number {
    return this.#fullBytes + (this.#current?.length ?? 0);
  }

  /** Resolves once the rows are durable. They are in the table a moment later. @throws StoreUnavailableError: none of them counts then. */
  async write(rows: Uint8Array): Promise<void> {
    await this.#inTurn(async () => {
      try {
        if (this.#current?.torn === true) await this.#seal();
        this.#current ??= await this.#create();
        await this.#current.append(rows);
      } catch (cause) {
        throw new StoreUnavailableError(this.#options.folder, cause);
      }
    });
    if ((this.#current?.length ?? 0) >= this.#options.segmentBytes) void this.#catchUp();
    else this.#schedule(this.#lastStart + this.#options.intervalMs - performance.now());
  }

  /** Resolves once everything written before is in the table. Throws what the insert threw; the rows stay in the log then. */
  async flush(): Promise<void> {
    if (this.#current === undefined && this.#full.length === 0) {
      await this.#running;
      return;
    }
    // One that runs may have begun before the caller's rows were written: they are in the one that follows.
    this.#following ??= this.#follow(this.#running);
    await this.#following;
  }

  /** Inserts what is left. What cannot be inserted stays in the log for the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#catchUp();
    try {
      await this.#inTurn(async () => this.#seal());
    } finally {
      await this.#lock[Symbol.asyncDispose]();
    }
  }

  async #follow(running: Promise<void> | undefined): Promise<void> {
    // Whoever waits for that one is told of its failure.
    await running?.catch(() => {});
    this.#following = undefined;
    this.#running = this.#insertAll();
    try {
      await this.#running;
    } catch (error) {
      this.#options.onFailure(error);
      this.#schedule(RETRY_MS);
      throw error;
    } finally {
      this.#running = undefined;
    }
  }

  async #insertAll(): Promise<void> {
    this.#lastStart = performance.now();
    await this.#inTurn(async () => this.#seal());
    for (let segment = this.#full[0]; segment !== undefined; segment = this.#full[0]) {
      await this.engine.insert(segment.target, segmentPath(this.#options.folder, segment, 'rows'));
      await removeSegment(this.#options.folder, segment);
      this.#full.shift();
      this.#fullBytes -= segment.length;
    }
  }

  #schedule(delayMs: number): void {
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#catchUp();
    }, Math.max(0, delayMs)).unref();
  }

  /** For those who need not know of a failure: the owner of the log is told of it already. */
  async #catchUp(): Promise<void> {
    await this.flush().catch(() => {});
  }

  async #create(): Promise<OpenSegment> {
    this.#lastNumber += 1;
    return OpenSegment.create(this.#options.folder, this.#lastNumber, this.#target);
  }

  async #seal(): Promise<void> {
    const segment = await this.#current?.seal();
    this.#current = undefined;
    if (segment !== undefined) this.#queue(segment);
  }

  async #recover(): Promise<void> {
    for (const number of listSegments(this.#options.folder)) {
      this.#lastNumber = Math.max(this.#lastNumber, number);
      try {
        const segment = await recoverSegment(this.#options.folder, number);
        if (segment !== undefined) this.#queue(segment);
      } catch (error) {
        if (!(error instanceof DamagedSegmentError)) throw error;
        this.#options.onFailure(error);
      }
    }
  }

  #queue(segment: SealedSegment): void {
    this.#full.push(segment);
    this.#fullBytes += segment.length;
  }

  async #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    await done;
  }
}

class CaughtUpEngine implements SqlEngine {
  readonly spoolFolder: string;
  readonly #engine: SqlEngine;
  readonly #catchUp: () => Promise<void>;

  constructor(engine: SqlEngine, catchUp: () => Promise<void>) {
    this.#engine = engine;
    this.#catchUp = catchUp;
    this.spoolFolder = engine.spoolFolder;
  }

  async query(sql: string, params?: SqlParams): Promise<unknown[]> {
    await this.#catchUp();
    return this.#engine.query(sql, params);
  }

  async command(sql: string): Promise<void> {
    await this.#catchUp();
    await this.#engine.command(sql);
  }

  insert(target: InsertTarget, file: string): Promise<void> {
    return this.#engine.insert(target, file);
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}
