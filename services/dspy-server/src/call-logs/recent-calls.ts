import type { EndedCall } from '../load/program-runner.ts';
import type { CallLog } from './call-log.ts';
import { logLine } from './log-line.ts';

/** Calls remembered per program. */
const KEPT = 50;
/** How long calls are collected before they are written down together, after their answers. */
const COLLECT_MS = 50;

/** The newest calls of each program, for a server that keeps no logs: gone when it stops. */
export class RecentCalls implements CallLog {
  readonly #lines = new Map<string, string[]>();
  readonly #waiting = new Map<string, EndedCall[]>();
  #timer: NodeJS.Timeout | undefined;

  /** Under load only the newest are ever written down. */
  add(call: EndedCall): void {
    const { name } = call.program;
    const waiting = this.#waiting.get(name);
    if (waiting) {
      waiting.push(call);
      if (waiting.length > KEPT) waiting.shift();
    } else this.#waiting.set(name, [call]);
    this.#timer ??= setTimeout(() => this.#write(), COLLECT_MS).unref();
  }

  /** A line that another process has made of a call. */
  addLine(program: string, line: string): void {
    this.#lines.set(program, [...(this.#lines.get(program) ?? []), line].slice(-KEPT));
  }

  /** The newest entries of a program, newest first, as a line of its log would have them. */
  async newest(program: string, limit: number): Promise<unknown[]> {
    this.#write();
    return (this.#lines.get(program) ?? []).slice(-limit).toReversed().map((line) => JSON.parse(line) as unknown);
  }

  async flush(): Promise<void> {
    this.#write();
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [name, calls] of this.#waiting) this.#lines.set(name, [...(this.#lines.get(name) ?? []), ...calls.map(logLine)].slice(-KEPT));
    this.#waiting.clear();
  }
}
