/** The thread of a sandbox: runs code in QuickJS, compiled to WebAssembly, where there is nothing but the language itself. */
import { parentPort, workerData } from 'node:worker_threads';
import * as packaged from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSContext, type QuickJSDeferredPromise, type QuickJSHandle, type QuickJSRuntime } from 'quickjs-emscripten-core';
import { GUEST_PRELUDE } from './guest-prelude.ts';
import { type FromSandbox, type SandboxFailure, type SandboxLimits, SMALLEST_MEMORY, type ToSandbox } from './sandbox-messages.ts';

const STACK_BYTES = 512 * 1024;
/** Of WebAssembly. */
const PAGE = 64 * 1024;
const CUT = '\n[the rest of what was printed is cut]';

const port = parentPort;
if (!port) throw new Error('this file is the thread of a sandbox: make a JavaScriptSandbox instead');
const { timeoutMs, memoryBytes, outputCharacters } = workerData as SandboxLimits;

/** One piece of code, from its start until it has ended and waits for nothing. */
class Run {
  readonly #guest: Guest;
  readonly #calls = new Map<number, QuickJSDeferredPromise>();
  #promise: QuickJSHandle | undefined;
  #computed = 0;
  #output = '';
  #isCut = false;
  #submitted: string | undefined;

  constructor(guest: Guest) {
    this.#guest = guest;
  }

  start(code: string, tools: readonly string[]): void {
    this.#compute(() => {
      for (const name of tools) this.#guest.offer(name);
      this.#promise = this.#guest.evaluate(`(async () => {${code}\n})()`);
    });
  }

  print(text: string): void {
    const room = outputCharacters - this.#output.length;
    if (room > 0) this.#output += `${this.#output === '' ? '' : '\n'}${text.slice(0, room)}`;
    this.#isCut ||= text.length > room;
  }

  submit(json: string): void {
    this.#submitted ??= json;
  }

  wait(call: number, promise: QuickJSDeferredPromise): void {
    this.#calls.set(call, promise);
  }

  answer(call: number, settle: (promise: QuickJSDeferredPromise, context: QuickJSContext) => void): void {
    const promise = this.#calls.get(call);
    if (!promise) return;
    this.#calls.delete(call);
    this.#compute(() => settle(promise, this.#guest.context));
  }

  /** Lets the code compute until it waits for a tool or has ended. */
  #compute(step: () => void): void {
    const started = performance.now();
    this.#guest.runtime.setInterruptHandler(() => this.#computed + performance.now() - started > timeoutMs);
    try {
      step();
      this.#guest.runJobs();
    } catch (error) {
      this.#end(error);
      return;
    } finally {
      this.#computed += performance.now() - started;
    }
    this.#look();
  }

  #look(): void {
    const { context } = this.#guest;
    const state = this.#promise && context.getPromiseState(this.#promise);
    if (this.#computed > timeoutMs) this.#end(new GuestError({ name: 'InternalError', message: 'interrupted' }));
    else if (state?.type === 'rejected') this.#end(new GuestError(context.dump(state.error)));
    else if (state?.type !== 'pending') this.#end(undefined);
    else if (this.#submitted !== undefined) this.#end(undefined);
    else if (this.#calls.size === 0) this.#end(new GuestError({ name: 'Error', message: 'the code waits for a promise that nothing will settle' }));
  }

  #end(error: unknown): void {
    const failure = error === undefined || this.#submitted !== undefined ? undefined : failureOf(error);
    send({ type: 'done', output: this.#isCut ? this.#output + CUT : this.#output, submitted: this.#submitted, failure });
    current = undefined;
  }
}

/** What code threw, as plain data. */
class GuestError extends Error {
  readonly thrown: unknown;

  constructor(thrown: unknown) {
    super('the code threw');
    this.thrown = thrown;
  }
}

function failureOf(error: unknown): SandboxFailure {
  const message = textOf(error instanceof GuestError ? error.thrown : error);
  if (/InternalError: interrupted/.test(message)) return { reason: 'timeout', message: `the code computed for more than ${timeoutMs} ms` };
  // Where there is no memory left, there is none for an error either: it throws null, or nothing works any more.
  const isFull = wasmMemory.buffer.byteLength + PAGE > memoryBytes;
  if ((isFull && message === 'null') || error instanceof WebAssembly.RuntimeError || /out of memory/.test(message)) return { reason: 'memory', message: `the code took more than ${Math.round(memoryBytes / 1024 / 1024)} MiB of memory` };
  return { reason: 'error', message };
}

function textOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  const { name = 'Error', message = '' } = thrown as { name?: unknown; message?: unknown };
  return `${String(name)}: ${String(message)}`;
}

/** The interpreter with everything that code can see. */
class Guest {
  readonly runtime: QuickJSRuntime;
  readonly context: QuickJSContext;
  #calls = 0;

  constructor(runtime: QuickJSRuntime) {
    this.runtime = runtime;
    this.context = runtime.newContext();
    this.#give('__print', (text) => current?.print(text));
    this.#give('__submit', (json) => current?.submit(json));
    this.#giveCall();
    this.evaluate(GUEST_PRELUDE).dispose();
  }

  evaluate(code: string): QuickJSHandle {
    const result = this.context.evalCode(code, 'code.js');
    if (result.error) throw this.#thrown(result.error);
    return result.value;
  }

  offer(tool: string): void {
    this.evaluate(`__offer(${JSON.stringify(tool)})`).dispose();
  }

  runJobs(): void {
    const result = this.runtime.executePendingJobs();
    if (result.error) throw this.#thrown(result.error);
    result.dispose();
  }

  #thrown(error: QuickJSHandle): GuestError {
    const thrown: unknown = this.context.dump(error);
    error.dispose();
    return new GuestError(thrown);
  }

  #give(name: string, take: (text: string) => void): void {
    using made = this.context.newFunction(name, (text) => take(this.context.getString(text)));
    this.context.setProp(this.context.global, name, made);
  }

  #giveCall(): void {
    using made = this.context.newFunction('__call', (tool, json) => {
      const promise = this.context.newPromise();
      const call = this.#calls++;
      current?.wait(call, promise);
      send({ type: 'call', call, tool: this.context.getString(tool), json: this.context.getString(json) });
      return promise.handle;
    });
    this.context.setProp(this.context.global, '__call', made);
  }
}

/** Code cannot have more memory than WebAssembly has; QuickJS' own limit does not count what is in use. */
const wasmMemory = new WebAssembly.Memory({ initial: SMALLEST_MEMORY / PAGE, maximum: Math.floor(memoryBytes / PAGE) });
const quickJs = await newQuickJSWASMModuleFromVariant(newVariant(unwrapped(packaged.default), { wasmMemory }));
const guest = startGuest();
let current: Run | undefined;

function send(message: FromSandbox): void {
  port?.postMessage(message, []);
}

/** The package describes itself as if it had a default export inside of its default export; as an ES module it has not. */
function unwrapped<T extends object>(variant: T | { readonly default: T }): T {
  return 'default' in variant ? variant.default : variant;
}

function startGuest(): Guest {
  const runtime = quickJs.newRuntime();
  runtime.setMaxStackSize(STACK_BYTES);
  return new Guest(runtime);
}

port.on('message', (message: ToSandbox) => {
  switch (message.type) {
    case 'run':
      current = new Run(guest);
      current.start(message.code, message.tools);
      return;
    case 'result':
      current?.answer(message.call, (promise, context) => {
        using value = context.newString(message.json);
        promise.resolve(value);
      });
      return;
    case 'failure':
      current?.answer(message.call, (promise, context) => {
        using error = context.newError(message.message);
        promise.reject(error);
      });
  }
});
