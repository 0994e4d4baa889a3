import { inspect } from 'node:util';
import { ConfigurationError } from '../errors.ts';
import { observe } from '../observe.ts';
import type { ToolOperation } from '../operation.ts';
import { currentSettings } from '../settings.ts';
import { type Callable, isCallable } from '../types/tool-type.ts';
import { SandboxError } from './sandbox-error.ts';
import { type Outcome, type SandboxLimits, SMALLEST_MEMORY } from './sandbox-messages.ts';
import { SandboxThread } from './sandbox-thread.ts';

/** What code in a `JavaScriptSandbox` may use: functions, time, memory, output. */
export interface JavaScriptSandboxOptions {
  /** Functions that code may call, by name; they run outside. Code gets their results as plain JSON data. */
  readonly tools?: readonly Callable[] | undefined;
  /** Time that one piece of code may compute, in milliseconds; 5,000 unless given. Waiting for tools does not count. */
  readonly timeoutMs?: number | undefined;
  /** Memory that code may take, the interpreter's own included, in bytes; 64 MiB unless given, and 20 MiB at least. */
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
  /** The value of the last expression, when it was not ended by `SUBMIT` and the value can be JSON. */
  readonly value: unknown;
}

const MIB = 1024 * 1024;
/** Of WebAssembly with addresses of 32 bits. */
const MOST_MEMORY = 4_096 * MIB;
/** Timers can do no more. */
const LONGEST_MS = 2 ** 31 - 10_000;

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
 * const { submitted } = await sandbox.run('SUBMIT([1, 2, 3].reduce((sum, n) => sum + n))');
 * const { output, value } = await sandbox.run("print('six times seven'); 6 * 7");
 * console.log(submitted, output, value); // 6 six times seven 42
 * ```
 */
export class JavaScriptSandbox implements AsyncDisposable {
  readonly tools: ReadonlyMap<string, Callable>;
  readonly limits: SandboxLimits;
  #thread: SandboxThread | undefined;
  #isRunning = false;

  /** @throws {ConfigurationError} when a limit cannot work, two tools have the same name, or one is no `Tool`. */
  constructor({ tools = [], timeoutMs = 5_000, memoryBytes = 64 * MIB, outputCharacters = 20_000 }: JavaScriptSandboxOptions = {}) {
    const stranger: unknown = tools.find((tool) => !isCallable(tool));
    if (stranger !== undefined) throw new ConfigurationError(`tools has to be a list of new Tool({ name, description, parameters, func }), got ${inspect(stranger, { depth: 0 })}`);
    this.tools = new Map(tools.map((tool) => [tool.name, tool]));
    if (this.tools.size < tools.length) throw new ConfigurationError(`two tools have the same name, of ${tools.map(({ name }) => name).join(', ')}; give each a name of its own`);
    this.limits = {
      timeoutMs: within('timeoutMs', timeoutMs, 1, LONGEST_MS),
      memoryBytes: within('memoryBytes', memoryBytes, SMALLEST_MEMORY, MOST_MEMORY),
      outputCharacters: within('outputCharacters', outputCharacters, 0, Number.MAX_SAFE_INTEGER),
    };
  }

  /**
   * Runs one piece of code, in which `await` is allowed.
   *
   * @throws {SandboxError} when it throws, or takes more time or memory than it may. `state` is lost in the latter cases.
   * @throws {ConfigurationError} while other code runs in the same sandbox.
   */
  async run(code: string): Promise<SandboxResult> {
    if (this.#isRunning) throw new ConfigurationError('other code is running in this sandbox; wait until it has ended, or make a sandbox for each');
    this.#isRunning = true;
    try {
      return await observe<ToolOperation, SandboxResult>({ kind: 'tool', name: DEFINITION.name, tool: DEFINITION, args: { code } }, () => this.#run(code));
    } finally {
      this.#isRunning = false;
    }
  }

  /** Ends the thread, and code that runs in it. Another piece of code would start a new one. */
  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #run(code: string): Promise<SandboxResult> {
    const { signal } = currentSettings();
    signal?.throwIfAborted();
    if (!this.#thread || this.#thread.hasEnded) this.#thread = new SandboxThread(this.limits);
    try {
      const call = (name: string, json: string): Promise<string> => this.#call(name, json);
      return resultOf(await this.#thread.run({ code, tools: [...this.tools.keys()], call, signal }));
    } catch (error) {
      if (!(error instanceof SandboxError) || error.reason !== 'error') await this.close();
      throw error;
    }
  }

  async #call(name: string, json: string): Promise<string> {
    const tool = this.tools.get(name);
    if (!tool) throw new Error(`there is no tool "${name}"`);
    const args: unknown = JSON.parse(json);
    if (typeof args !== 'object' || args === null || Array.isArray(args)) throw new TypeError(`${name} takes one object with its arguments by name`);
    const result: unknown = await tool.call(args);
    return JSON.stringify(result === undefined ? null : result) ?? 'null';
  }
}

/** Options with which a sandbox starts. @throws {ConfigurationError} */
export function checkedOptions(options: JavaScriptSandboxOptions): JavaScriptSandboxOptions {
  const { tools, limits } = new JavaScriptSandbox(options);
  return { ...limits, tools: [...tools.values()] };
}

function within(name: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw new ConfigurationError(`${name} has to be from ${least} to ${most}, got ${value}`);
}

function resultOf({ output, submitted, value, failure }: Outcome): SandboxResult {
  if (failure) throw new SandboxError(failure.message, { reason: failure.reason, output });
  return { output, submitted: fromJson(submitted), value: fromJson(value) };
}

function fromJson(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json);
}
