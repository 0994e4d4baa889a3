import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { errorText } from '../error-text.ts';
import { SandboxError } from './sandbox-error.ts';
import { type FromSandbox, MOST_CHARACTERS, type Outcome, type SandboxLimits, timeoutFailure, type ToSandbox } from './sandbox-messages.ts';

/** A piece of code and what it is given. */
export interface Task {
  readonly code: string;
  readonly tools: readonly string[];
  /** @returns JSON. What it throws, as text, is what the code gets. */
  readonly call: (tool: string, json: string) => Promise<string>;
  readonly signal: AbortSignal | undefined;
}

interface Running {
  readonly task: Task;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/** How much longer than its limit code may compute before its thread is ended: it should end by itself. */
const GRACE_MS = 1_000;

/** The thread in which code of a sandbox runs, seen from outside. */
export class SandboxThread {
  readonly #limits: SandboxLimits;
  readonly #worker: Worker;
  #running: Running | undefined;
  #watch: NodeJS.Timeout | undefined;
  #told = 0;
  #hasEnded = false;

  constructor(limits: SandboxLimits) {
    this.#limits = limits;
    this.#worker = new Worker(new URL(`./sandbox-worker${extname(import.meta.url)}`, import.meta.url), { workerData: limits, env: {}, execArgv: [], stdin: false });
    this.#worker.on('message', (message: FromSandbox) => this.#hear(message));
    this.#worker.on('error', (cause: unknown) => this.#fail(new SandboxError('the thread of the sandbox broke down', { reason: 'closed', cause })));
    this.#worker.on('exit', () => {
      this.#hasEnded = true;
      this.#fail(new SandboxError('the sandbox was closed while code ran in it', { reason: 'closed' }));
    });
    // A sandbox that somebody forgets keeps no process alive.
    this.#worker.unref();
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Runs one piece of code; not while another runs. What it rejects with leaves the thread of no further use. */
  async run(task: Task): Promise<Outcome> {
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    const abort = (): void => this.#fail(task.signal?.reason);
    this.#running = { task, resolve, reject };
    this.#worker.ref();
    task.signal?.addEventListener('abort', abort, { once: true });
    this.#tell({ type: 'run', code: task.code, tools: task.tools });
    try {
      return await promise;
    } finally {
      this.#running = undefined;
      this.#stopWatch();
      task.signal?.removeEventListener('abort', abort);
      this.#worker.unref();
    }
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #hear(message: FromSandbox): void {
    const running = this.#running;
    if (!running) return;
    switch (message.type) {
      case 'started':
        this.#startWatch();
        return;
      case 'waiting':
        // Unless it has something new to compute with meanwhile.
        if (message.heard === this.#told) this.#stopWatch();
        return;
      case 'done':
        running.resolve(message);
        return;
      case 'call':
        void this.#call(running, message);
    }
  }

  /** A tool's failure is for the code to handle. */
  async #call(running: Running, { call, tool, json }: FromSandbox & { type: 'call' }): Promise<void> {
    const answer = await running.task.call(tool, json).then(
      (result): ToSandbox =>
        result.length > MOST_CHARACTERS
          ? { type: 'failure', call, message: `what ${tool} gave has ${result.length} characters as JSON, and ${MOST_CHARACTERS} is the most` }
          : { type: 'result', call, json: result },
      (error: unknown): ToSandbox => ({ type: 'failure', call, message: errorText(error) }),
    );
    // Code may have ended without waiting for it.
    if (this.#running !== running) return;
    this.#tell(answer);
    this.#startWatch();
  }

  #tell(message: ToSandbox): void {
    this.#told += 1;
    this.#worker.postMessage(message, []);
  }

  /** Counts the time while the code computes, in case it cannot be interrupted from inside. */
  #startWatch(): void {
    this.#stopWatch();
    // What has been said meanwhile is heard first, so that a busy main thread is not taken for a busy sandbox.
    const watch = setTimeout(() => setImmediate(() => this.#watch === watch && this.#fail(new SandboxError(timeoutFailure(this.#limits).message, { reason: 'timeout' }))), this.#limits.timeoutMs + GRACE_MS);
    this.#watch = watch;
  }

  #stopWatch(): void {
    clearTimeout(this.#watch);
    this.#watch = undefined;
  }

  #fail(error: unknown): void {
    this.#running?.reject(error);
  }
}
