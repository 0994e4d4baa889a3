import type { QuickJSContext, QuickJSDeferredPromise, QuickJSHandle, QuickJSRuntime } from 'quickjs-emscripten-core';
import { GUEST_PRELUDE } from './guest-prelude.ts';

/** What code in the sandbox does to the outside. */
export interface Host {
  print(text: string): void;
  submit(json: string): void;
  /** What it throws, code gets as an error. */
  call(tool: string, json: string, answer: QuickJSDeferredPromise): void;
}

/** What code threw, in words. */
export class GuestError extends Error {}

/** In the words of `GuestError`. */
export const UNSHOWABLE = 'something that cannot be shown';

/** Lets `await` stand outside of functions; the value is a promise of an object with the value of the last expression. */
const ASYNC = 128;

/** The interpreter with everything that code can see. */
export class Guest {
  readonly runtime: QuickJSRuntime;
  readonly context: QuickJSContext;
  /** The functions that the prelude gives. */
  readonly #own: QuickJSHandle;

  constructor(runtime: QuickJSRuntime, host: Host) {
    this.runtime = runtime;
    this.context = runtime.newContext();
    const { context } = this;
    using print = context.newFunction('print', (text) => host.print(JSON.parse(context.getString(text)) as string));
    using submit = context.newFunction('submit', (json) => host.submit(context.getString(json)));
    using call = context.newFunction('call', (tool, json) => {
      const answer = context.newPromise();
      try {
        host.call(context.getString(tool), context.getString(json), answer);
      } catch (error) {
        answer.dispose();
        throw error;
      }
      return answer.handle;
    });
    using prelude = this.#unwrap(context.evalCode(GUEST_PRELUDE, 'prelude.js'));
    this.#own = this.#unwrap(context.callFunction(prelude, context.undefined, print, submit, call));
  }

  /** Makes tools callable by their names. */
  offer(tools: readonly string[]): void {
    using names = this.context.newString(JSON.stringify(tools));
    this.#ask('offer', names).dispose();
  }

  /**
   * Starts a piece of code. Inside a block, so that the next piece may declare the same names again.
   *
   * @throws {GuestError} when it cannot be read.
   */
  start(code: string): QuickJSHandle {
    return this.#unwrap(this.context.evalCode(`{${code}\n}`, 'code.js', ASYNC));
  }

  /** Lets the code go on until it waits. @throws {GuestError} when it was stopped. */
  runJobs(): void {
    const result = this.runtime.executePendingJobs();
    if (result.error) throw this.failure(result.error.context === this.context ? result.error : this.context.null);
    result.dispose();
  }

  /** The value of the last expression as JSON, if it has such a form. */
  valueOf(ended: QuickJSHandle): string | undefined {
    using json = this.#ask('json', ended);
    return this.context.typeof(json) === 'string' ? this.context.getString(json) : undefined;
  }

  failure(thrown: QuickJSHandle): GuestError {
    using handle = thrown;
    using describe = this.context.getProp(this.#own, 'describe');
    const result = this.context.callFunction(describe, this.context.undefined, handle);
    using described = result.error ?? result.value;
    return new GuestError(result.error ? UNSHOWABLE : this.context.getString(described));
  }

  #ask(name: string, argument: QuickJSHandle): QuickJSHandle {
    using asked = this.context.getProp(this.#own, name);
    return this.#unwrap(this.context.callFunction(asked, this.context.undefined, argument));
  }

  #unwrap(result: ReturnType<QuickJSContext['evalCode']>): QuickJSHandle {
    if (result.error) throw this.failure(result.error);
    return result.value;
  }
}
