import { readdirSync } from 'node:fs';
import { mkdir, open, readFile, rm, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import type { InsertTarget, SqlEngine, SqlParams } from './sql-engine.ts';

export interface SpanLogOptions {
  /** Where segments lie. */
  readonly folder: string;
  /** Least time from the start of one insert to the start of the next, unless a reader waits. */
  readonly intervalMs: number;
  /** A segment of this size is inserted at once. */
  readonly segmentBytes: number;
  /** Told of inserts that failed; they are tried again. */
  readonly onFailure: (error: unknown) => void;
}

const RETRY_MS = 1_000;
/** Bytes of the mark before the target's JSON: how many bytes of rows count. */
const LENGTH_BYTES = 8;

interface Segment {
  readonly number: number;
  readonly target: InsertTarget;
  length: number;
}

interface OpenSegment extends Segment {
  readonly rows: FileHandle;
  readonly mark: FileHandle;
}

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
  readonly #full: Segment[] = [];
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

  private constructor(engine: SqlEngine, target: InsertTarget, options: SpanLogOptions) {
    this.engine = engine;
    this.readEngine = new CaughtUpEngine(engine, () => this.#catchUp());
    this.#target = target;
    this.#options = options;
  }

  /** Takes over what an earlier process left behind, and inserts it. */
  static async open(engine: SqlEngine, target: InsertTarget, options: SpanLogOptions): Promise<SpanLog> {
    const log = new SpanLog(engine, target, options);
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    await log.#recover();
    await log.flush();
    return log;
  }

  /** Bytes of rows that are not in the table yet. */
  get backlogBytes(): number {
    return this.#fullBytes + (this.#current?.length ?? 0);
  }

  /** Resolves once the rows are durable. They are in the table a moment later. */
  async write(rows: Uint8Array): Promise<void> {
    await this.#inTurn(async () => {
      const segment = (this.#current ??= await this.#create());
      await writeAll(segment.rows, rows, segment.length);
      await writeAll(segment.mark, lengthBytes(segment.length + rows.length), 0);
      segment.length += rows.length;
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
    await this.#inTurn(async () => this.#seal());
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
      await this.engine.insert(segment.target, this.#path(segment, 'rows'));
      await this.#remove(segment);
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
    const segment = { number: this.#lastNumber, target: this.#target, length: 0 };
    const mark = await open(this.#path(segment, 'mark'), 'w', 0o600);
    await writeAll(mark, Buffer.concat([lengthBytes(0), Buffer.from(JSON.stringify(this.#target))]), 0);
    return { ...segment, mark, rows: await open(this.#path(segment, 'rows'), 'w', 0o600) };
  }

  async #seal(): Promise<void> {
    const segment = this.#current;
    if (segment === undefined) return;
    this.#current = undefined;
    await segment.rows.close();
    await segment.mark.close();
    this.#full.push(segment);
    this.#fullBytes += segment.length;
  }

  async #recover(): Promise<void> {
    const numbers = readdirSync(this.#options.folder).flatMap((name) => /^(\d+)\.mark$/.exec(name)?.[1] ?? []).map(Number);
    for (const number of numbers.toSorted((one, other) => one - other)) {
      this.#lastNumber = Math.max(this.#lastNumber, number);
      const mark = await readFile(this.#path({ number }, 'mark'));
      const length = mark.length < LENGTH_BYTES ? 0 : Number(mark.readBigUInt64LE());
      if (length === 0) {
        await this.#remove({ number });
        continue;
      }
      // A write that a crash cut short was never acknowledged.
      await truncate(this.#path({ number }, 'rows'), length);
      this.#full.push({ number, length, target: JSON.parse(mark.subarray(LENGTH_BYTES).toString('utf8')) as InsertTarget });
      this.#fullBytes += length;
    }
  }

  async #remove(segment: { readonly number: number }): Promise<void> {
    // The mark goes first: rows without one count as nothing.
    await rm(this.#path(segment, 'mark'), { force: true });
    await rm(this.#path(segment, 'rows'), { force: true });
  }

  #path({ number }: { readonly number: number }, kind: 'rows' | 'mark'): string {
    return join(this.#options.folder, `${number}.${kind}`);
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

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length;) written += (await file.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
}

function lengthBytes(length: number): Buffer {
  const bytes = Buffer.alloc(LENGTH_BYTES);
  bytes.writeBigUInt64LE(BigInt(length));
  return bytes;
}
