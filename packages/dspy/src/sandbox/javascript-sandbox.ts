import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { errorText } from '../error-text.ts';
import { ConfigurationError } from '../errors.ts';
import { observe } from '../observe.ts';
import type { ToolOperation } from '../operation.ts';
import { currentSettings } from '../settings.ts';
import type { Callable } from '../types/tool-type.ts';
import { SandboxError } from './sandbox-error.ts';
import { type FromSandbox, type SandboxFailure, type SandboxLimits, SMALLEST_MEMORY, type ToSandbox } from './sandbox-messages.ts';

export interface JavaScriptSandboxOptions {
  /** Functions that code may call, by name; they run outside. Code gets their results as plain JSON data. */
  readonly tools?: readonly Callable[] | undefined;
  /** Time that one piece of code may compute, in milliseconds; 5,000 unless given. Waiting for tools does not count. */
  readonly timeoutMs?: number | undefined;
  /** Memory that code may take, the interpreter's own included, in bytes; 64 MiB unless given, and 16 MiB at least. */
  readonly memoryBytes?: number | undefined;
  /** How much of what it prints is kept, in characters; 20,000 unless given. */
  readonly outputCharacters?: number | undefined;
}

/** What code came to. */
export interface SandboxResult {
  /** What it printed. */
  readonly output: string;
  /** What it gave to `SUBMIT`; `undefined` when it did not call that. */
  readonly submitted: unknown;
}

/** How much longer than its limit code may compute before its thread is ended: it should end by itself. */
const GRACE_MS = 1_000;

const DEFINITION = {
  name: 'JavaScriptSandbox',
  description: 'Runs JavaScript in a sandbox.',
  parameters: { type: 'object', properties: { code: { type: 'string' } }, required: ['code'] },
} as const;

/**
 * Runs JavaScript that nobody has looked at, such as a model writes: in QuickJS, compiled to WebAssembly, in a thread of
 * its own. There is nothing of Node.js in there: no files, no network, no modules, no timers; only the language, `print`,
 * `SUBMIT(value)`, which ends the code with a result, the tools, and `state`, an object that stays from one piece of code
 * to the next. The thread starts at the first piece of code; `await using` (or `close()`) ends it.
 *
 * ```ts
 * import { JavaScriptSandbox } from '@dspy-otel/dspy';
 *
 * await using sandbox = new JavaScriptSandbox();
 * console.log(await sandbox.run('SUBMIT([1, 2, 3].reduce((sum, n) => sum + n))')); // { output: '', submitted: 6 }
 * ```
 */
export class JavaScriptSandbox implements AsyncDisposable {
  readonly tools: ReadonlyMap<string, Callable>;
  readonly limits: SandboxLimits;
  #worker: Worker | undefined;

  constructor({ tools = [], timeoutMs = 5_000, memoryBytes = 64 * 1024 * 1024, outputCharacters = 20_000 }: JavaScriptSandboxOptions = {}) {
    if (!(memoryBytes >= SMALLEST_MEMORY)) throw new ConfigurationError(`memoryBytes has to be ${SMALLEST_MEMORY} or more, got ${memoryBytes}`);
    this.tools = new Map(tools.map((tool) => [tool.name, tool]));
    this.limits = { timeoutMs, memoryBytes, outputCharacters };
  }

  /**
   * Runs one piece of code, in which `await` is allowed; one at a time.
   *
   * @throws {SandboxError} when it throws, or takes more time or memory than it may. `state` is lost in the latter cases.
   */
  run(code: string): Promise<SandboxResult> {
    return observe<ToolOperation, SandboxResult>({ kind: 'tool', name: DEFINITION.name, tool: DEFINITION, args: { code } }, () => this.#run(code));
  }

  /** Ends the thread. Another piece of code would start a new one. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #run(code: string): Promise<SandboxResult> {
    const { signal } = currentSettings();
    signal?.throwIfAborted();
    const worker = (this.#worker ??= await startWorker(this.limits));
    const watch = new Watch(this.limits.timeoutMs + GRACE_MS);
    const { promise, resolve, reject } = Promise.withResolvers<FromSandbox & { type: 'done' }>();
    let isOver = false;
    const tell = (message: ToSandbox): void => {
      // Code may end while a tool that it did not wait for still works.
      if (isOver) return;
      worker.postMessage(message, []);
      watch.start(() => reject(failed({ reason: 'timeout', message: `the code computed for more than ${this.limits.timeoutMs} ms` })));
    };
    const hear = (message: FromSandbox): void => {
      watch.stop();
      if (message.type === 'done') resolve(message);
      else void this.#call(message.tool, message.json).then((answer) => tell({ ...answer, call: message.call }), reject);
    };
    const abort = (): void => reject(signal?.reason);
    worker.ref();
    worker.on('message', hear).on('error', reject);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      tell({ type: 'run', code, tools: [...this.tools.keys()] });
      const { output, submitted, failure } = await promise;
      if (failure) throw failed(failure, output);
      return { output, submitted: submitted === undefined ? undefined : JSON.parse(submitted) };
    } catch (error) {
      if (!(error instanceof SandboxError) || error.reason !== 'error') await this.close();
      throw error;
    } finally {
      isOver = true;
      watch.stop();
      // A sandbox that somebody forgets keeps no process alive.
      worker.unref();
      worker.off('message', hear).off('error', reject);
      signal?.removeEventListener('abort', abort);
    }
  }

  /** A tool's failure is the code's to handle, unless the program was cancelled. */
  async #call(name: string, json: string): Promise<{ type: 'result'; json: string } | { type: 'failure'; message: string }> {
    try {
      const tool = this.tools.get(name);
      if (!tool) throw new Error(`there is no tool "${name}"`);
      return { type: 'result', json: JSON.stringify(await tool.call(JSON.parse(json) as object)) ?? 'null' };
    } catch (error) {
      currentSettings().signal?.throwIfAborted();
      return { type: 'failure', message: errorText(error) };
    }
  }
}

/** Counts the time while the code computes, in case it cannot be interrupted from inside. */
class Watch {
  readonly #ms: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number) {
    this.#ms = ms;
  }

  start(onEnd: () => void): void {
    this.stop();
    this.#timer = setTimeout(onEnd, this.#ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

async function startWorker(limits: SandboxLimits): Promise<Worker> {
  const worker = new Worker(new URL(`./sandbox-worker${extname(import.meta.url)}`, import.meta.url), { workerData: limits, env: {}, execArgv: [], stdin: false });
  await once(worker, 'online');
  return worker;
}

function failed({ reason, message }: SandboxFailure, output = ''): SandboxError {
  return new SandboxError(message, { reason, output });
}
