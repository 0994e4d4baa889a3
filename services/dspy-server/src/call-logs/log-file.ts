import { appendFile, open, rename, rm, stat } from 'node:fs/promises';

export interface LogFileOptions {
  readonly path: string;
  /** Put aside as `path.1` when it is at least this large; `path.1` becomes `path.2` and so on. */
  readonly fileBytes: number;
  /** How many are put aside; without any, a file that is too large is deleted. */
  readonly files: number;
  readonly warn: (line: string) => void;
}

/** How long lines are collected before they are written together. */
const COLLECT_MS = 50;
/** Lines that may wait while the disk is slow; more are dropped. */
const MOST_WAITING = 10_000;
/** How far back `newest` looks. */
const READ_BYTES = 4 * 1024 * 1024;

/** A file of lines that is only ever appended to. Adding never waits and never fails. */
export class LogFile {
  readonly #options: LogFileOptions;
  #waiting: (() => string)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #isBroken = false;
  /** Whether lines were dropped since it was last written. */
  #isBehind = false;
  #lost = 0;

  constructor(options: LogFileOptions) {
    this.#options = options;
  }

  /** @param line called when it is written, which is after the call has been answered. */
  add(line: () => string): void {
    if (this.#waiting.length < MOST_WAITING) this.#waiting.push(line);
    else this.#drop();
    this.#timer ??= setTimeout(() => void this.flush(), COLLECT_MS).unref();
  }

  /** Resolves once everything added before is written, or cannot be. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  /** The last lines, newest first. */
  async newest(limit: number): Promise<string[]> {
    await this.flush();
    const { path } = this.#options;
    const current = await tail(path);
    const lines = current.length >= limit ? current : [...(await tail(`${path}.1`)), ...current];
    return lines.slice(-limit).toReversed();
  }

  async #write(): Promise<void> {
    const lines = this.#waiting;
    if (lines.length === 0) return;
    this.#waiting = [];
    const { path } = this.#options;
    try {
      await this.#putAsideIfLarge();
      // A write that failed may have left half a line behind.
      await appendFile(path, (this.#isBroken ? '\n' : '') + lines.map((line) => line()).join(''));
      this.#recovered();
    } catch (error) {
      this.#lost += lines.length;
      this.#failed(error);
    }
  }

  async #putAsideIfLarge(): Promise<void> {
    const { path, fileBytes, files } = this.#options;
    const { size } = (await unlessMissing(stat(path))) ?? { size: 0 };
    if (size < fileBytes) return;
    if (files === 0) {
      await rm(path, { force: true });
      return;
    }
    for (let index = files - 1; index >= 1; index -= 1) await unlessMissing(rename(`${path}.${index}`, `${path}.${index + 1}`));
    await unlessMissing(rename(path, `${path}.1`));
  }

  /** Says at once that it happens, and when it is over how often it did. */
  #drop(): void {
    this.#lost += 1;
    if (this.#isBehind || this.#isBroken) return;
    this.#isBehind = true;
    this.#options.warn(`⚠ ${this.#options.path} is written more slowly than calls end. Calls are served all the same; log lines are lost.`);
  }

  /** Says so once, not once per call. */
  #failed(error: unknown): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#options.warn(`⚠ ${this.#options.path} cannot be written: ${(error as Error).message}. Calls are served all the same; their log lines are lost.`);
  }

  #recovered(): void {
    if (this.#isBroken) this.#options.warn(`${this.#options.path} can be written again; ${this.#lost} lines were lost`);
    else if (this.#isBehind) this.#options.warn(`${this.#options.path} has caught up; ${this.#lost} lines were lost`);
    this.#isBroken = false;
    this.#isBehind = false;
    this.#lost = 0;
  }
}

async function tail(path: string): Promise<string[]> {
  const file = await unlessMissing(open(path));
  if (!file) return [];
  try {
    const { size } = await file.stat();
    const start = Math.max(size - READ_BYTES, 0);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n').filter((line) => line !== '');
    return start > 0 ? lines.slice(1) : lines;
  } finally {
    await file.close();
  }
}

/** A file that is not there is no failure. */
async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
