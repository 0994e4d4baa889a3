import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { EndedCall } from '../load/program-runner.ts';
import type { CallLog } from './call-log.ts';
import { logLine } from './log-line.ts';
import { LogFile } from './log-file.ts';

export interface CallLogsOptions {
  readonly directory: string;
  /** A file that reaches this size is put aside. */
  readonly fileBytes: number;
  /** How many are put aside before the oldest is deleted. */
  readonly files: number;
  readonly warn: (line: string) => void;
}

/** A file per program with a line of JSON per call. A disk that is full costs lines, never a call. */
export class CallLogs implements CallLog {
  readonly #options: CallLogsOptions;
  readonly #files = new Map<string, LogFile>();

  private constructor(options: CallLogsOptions) {
    this.#options = options;
  }

  /** Makes the directory; says so when that fails, and goes on: it may work later. */
  static async open(options: CallLogsOptions): Promise<CallLogs> {
    try {
      await mkdir(options.directory, { recursive: true });
    } catch (error) {
      options.warn(`⚠ no logs can be written in ${options.directory}: ${(error as Error).message}`);
    }
    return new CallLogs(options);
  }

  add(call: EndedCall): void {
    this.#fileOf(call.program.name).add(() => logLine(call));
  }

  /** A line that another process has made of a call. */
  addLine(program: string, line: string): void {
    this.#fileOf(program).add(() => line);
  }

  /** The newest entries of a program, newest first. */
  async newest(program: string, limit: number): Promise<unknown[]> {
    const lines = await this.#fileOf(program).newest(limit);
    return lines.flatMap((line) => parsed(line));
  }

  /** Resolves once what was added is written, or cannot be. */
  async flush(): Promise<void> {
    await Promise.all([...this.#files.values()].map((file) => file.flush()));
  }

  #fileOf(program: string): LogFile {
    let file = this.#files.get(program);
    if (!file) {
      const { directory, fileBytes, files, warn } = this.#options;
      this.#files.set(program, (file = new LogFile({ path: path.join(directory, `${program}.log`), fileBytes, files, warn })));
    }
    return file;
  }
}

function parsed(line: string): unknown[] {
  try {
    return [JSON.parse(line) as unknown];
  } catch {
    return [];
  }
}
