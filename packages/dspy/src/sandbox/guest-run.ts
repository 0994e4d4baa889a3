import type { QuickJSContext, QuickJSDeferredPromise, QuickJSHandle } from 'quickjs-emscripten-core';
import { type Guest, GuestError, UNSHOWABLE } from './guest.ts';
import { memoryFailure, MOST_CALLS, MOST_CHARACTERS, type Outcome, type SandboxFailure, type SandboxLimits, timeoutFailure } from './sandbox-messages.ts';

const CUT = '\n[the rest of what was printed is cut]';

/** What a piece of code needs of its surroundings. */
export interface RunOptions {
  readonly guest: Guest;
  readonly limits: SandboxLimits;
  /** Whether no memory is left. */
  readonly isFull: () => boolean;
  /** The code waits for tools. */
  readonly wait: () => void;
  readonly end: (outcome: Outcome) => void;
}

interface WaitingCall {
  readonly answer: QuickJSDeferredPromise;
  readonly characters: number;
}

/** One piece of code, from its start until it has ended or waits for nothing that could come. */
export class GuestRun {
  readonly #options: RunOptions;
  readonly #calls = new Map<number, WaitingCall>();
  #promise: QuickJSHandle | undefined;
  #computedMs = 0;
  #isOverTime = false;
  #output = '';
  #isCut = false;
  #submitted: string | undefined;

  constructor(options: RunOptions) {
    this.#options = options;
  }

  start(code: string, tools: readonly string[]): void {
    const { guest } = this.#options;
    this.#compute(() => {
      guest.offer(tools);
      this.#promise = guest.start(code);
    });
  }

  print(text: string): void {
    const separator = this.#output === '' ? '' : '\n';
    const room = this.#options.limits.outputCharacters - this.#output.length - separator.length;
    if (room > 0) this.#output += separator + text.slice(0, room);
    this.#isCut ||= text.length > room;
  }

  submit(json: string): void {
    if (json.length > MOST_CHARACTERS) throw new RangeError(`what is submitted has ${json.length} characters as JSON, and ${MOST_CHARACTERS} is the most`);
    this.#submitted ??= json;
  }

  wait(call: number, json: string, answer: QuickJSDeferredPromise): void {
    const characters = Array.from(this.#calls.values(), (waiting) => waiting.characters).reduce((sum, each) => sum + each, json.length);
    if (this.#calls.size >= MOST_CALLS) throw new RangeError(`${MOST_CALLS} calls of tools are waiting, and more may not; await some`);
    if (characters > MOST_CHARACTERS) throw new RangeError(`the arguments of calls that are waiting have ${characters} characters, and ${MOST_CHARACTERS} is the most`);
    this.#calls.set(call, { answer, characters: json.length });
  }

  answer(call: number, settle: (answer: QuickJSDeferredPromise, context: QuickJSContext) => void): void {
    const waiting = this.#calls.get(call);
    if (!waiting) return;
    this.#calls.delete(call);
    this.#compute(() => {
      using answer = waiting.answer;
      settle(answer, this.#options.guest.context);
    });
  }

  /** Lets the code compute until it waits for a tool or has ended. */
  #compute(step: () => void): void {
    const { guest, limits } = this.#options;
    const started = performance.now();
    guest.runtime.setInterruptHandler(() => (this.#isOverTime ||= this.#computedMs + performance.now() - started > limits.timeoutMs));
    try {
      step();
      guest.runJobs();
      this.#look();
    } catch (error) {
      this.#end(this.#failure(error));
    } finally {
      this.#computedMs += performance.now() - started;
    }
  }

  #look(): void {
    const { guest } = this.#options;
    if (!this.#promise || this.#isOverTime) return this.#end(this.#failure(undefined));
    const state = guest.context.getPromiseState(this.#promise);
    if (this.#submitted !== undefined) return this.#end(undefined);
    if (state.type === 'rejected') return this.#end(this.#failure(guest.failure(state.error)));
    if (state.type === 'fulfilled') return this.#end(undefined, guest.valueOf(state.value));
    // What a promise waits for can get lost for lack of memory.
    if (this.#calls.size === 0 && this.#options.isFull()) return this.#end(memoryFailure(this.#options.limits));
    if (this.#calls.size === 0) return this.#end({ reason: 'error', message: 'the code waits for a promise that nothing will settle' });
    this.#options.wait();
  }

  #failure(error: unknown): SandboxFailure | undefined {
    if (this.#isOverTime) return timeoutFailure(this.#options.limits);
    if (this.#isOutOfMemory(error)) return memoryFailure(this.#options.limits);
    // Where SUBMIT ends the code at once, there is no promise that says so.
    if (this.#submitted !== undefined) return undefined;
    return { reason: 'error', message: error instanceof GuestError ? error.message : String(error) };
  }

  /** Where there is no memory left, there is none for an error either: code throws null, or nothing works any more. */
  #isOutOfMemory(error: unknown): boolean {
    if (!(error instanceof GuestError)) return error instanceof WebAssembly.RuntimeError;
    return error.message.startsWith('InternalError: out of memory') || (['null', UNSHOWABLE].includes(error.message) && this.#options.isFull());
  }

  #end(failure: SandboxFailure | undefined, value?: string): void {
    const { guest, end } = this.#options;
    guest.runtime.removeInterruptHandler();
    end({
      output: this.#isCut ? this.#output + CUT : this.#output,
      submitted: failure ? undefined : this.#submitted,
      value: value !== undefined && value.length <= MOST_CHARACTERS ? value : undefined,
      failure,
    });
  }
}
