/** Where a bar or a table is shown: `process.stderr`, or something like it. */
export interface Terminal {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

const WIDTH = 24;

/** One line that says how far something is. Shown on terminals only: a log file would get every step of it. */
export class ProgressBar implements Disposable {
  readonly #total: number;
  readonly #terminal: Terminal | undefined;

  constructor(total: number, terminal: Terminal) {
    this.#total = total;
    this.#terminal = terminal.isTTY === true ? terminal : undefined;
  }

  update(done: number, label: string): void {
    const filled = this.#total === 0 ? WIDTH : Math.round((WIDTH * done) / this.#total);
    const line = `${label} ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done}/${this.#total}`;
    this.#terminal?.write(`\r\u001B[K${line.slice(0, this.#terminal.columns ?? 80)}`);
  }

  /** Ends the line. */
  [Symbol.dispose](): void {
    this.#terminal?.write('\n');
  }
}
