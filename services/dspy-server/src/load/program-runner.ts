import { performance } from 'node:perf_hooks';
import { HTTPError } from '../http/http-error.ts';
import { responseBody } from '../http/response-body.ts';
import type { Program, ProgramPiece } from '../programs/program.ts';
import { CallUsage } from './call-usage.ts';
import { ProgramQueue } from './program-queue.ts';

/** Who asks for a call, and how to cancel it. */
export interface CallOrigin {
  /** Fired by whoever asks when the answer is no longer wanted, and by the runner when it takes too long. */
  readonly cancel: AbortController;
  readonly requestId?: string | undefined;
  readonly traceId?: string | undefined;
}

/** A call that came to its end. */
export interface EndedCall {
  readonly program: Program;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly origin: CallOrigin;
  readonly startedAt: Date;
  /** Since it was let in: without the time it waited. */
  readonly durationMs: number;
  readonly usage: CallUsage;
  readonly outcome: { readonly output: string } | { readonly error: unknown };
}

export interface ProgramRunnerOptions {
  readonly concurrency: number;
  readonly queueLength: number;
  readonly requestTimeoutMs: number;
  /** Told of every call that ran; must not throw. */
  readonly onEnd: (call: EndedCall) => void;
}

/** A piece of an answer, or the whole of it, which comes last. */
export type RunEvent = ProgramPiece | { readonly output: string };

/**
 * Runs programs for everyone who asks: HTTP, gateways, MCP, schedules. Every call takes its place in the queue of its
 * program, has a deadline, can be cancelled, and is told to `onEnd`.
 */
export class ProgramRunner {
  readonly #options: ProgramRunnerOptions;
  readonly #queues = new Map<string, ProgramQueue>();
  readonly #inFlight = new Set<AbortController>();
  readonly #idle: (() => void)[] = [];
  #closed: Error | undefined;

  constructor(options: ProgramRunnerOptions) {
    this.#options = options;
  }

  /** The queue of a program. */
  queueOf(name: string): ProgramQueue {
    let queue = this.#queues.get(name);
    if (!queue) this.#queues.set(name, (queue = new ProgramQueue(name, { concurrency: this.#options.concurrency, length: this.#options.queueLength })));
    return queue;
  }

  /**
   * Runs a program once.
   *
   * @returns its result as the JSON text of an object.
   * @throws {HTTPError} 429 when it is busy, 504 when it takes too long, 500 when its result is not JSON; or what it threw.
   */
  async run(program: Program, inputs: Readonly<Record<string, unknown>>, origin: CallOrigin): Promise<string> {
    return this.#run(await this.#open(program, inputs, origin));
  }

  /**
   * Does what a gateway has to do before and after a call. All of it holds the one place that a call has, and has its time.
   *
   * @param work is given what runs the program, as {@link run} does.
   * @throws {HTTPError} as {@link run} does.
   */
  async within<T>(program: Program, origin: CallOrigin, work: (run: (inputs: Readonly<Record<string, unknown>>) => Promise<string>) => Promise<T>): Promise<T> {
    const start = performance.now();
    const leave = await this.#enter(program, origin);
    try {
      return await unlessCancelled(origin, work(async (inputs) => {
        // Whoever took too long to say what to run has given the place back.
        origin.cancel.signal.throwIfAborted();
        return this.#run(new RunningCall(program, inputs, origin, this.#options.onEnd));
      }));
    } finally {
      leave(performance.now() - start);
    }
  }

  /** {@link run}, with the pieces of the answer before it. Resolves once the program may start; leaving the loop cancels it. */
  async stream(program: Program, inputs: Readonly<Record<string, unknown>>, origin: CallOrigin): Promise<AsyncGenerator<RunEvent, void, undefined>> {
    return follow(await this.#open(program, inputs, origin));
  }

  /** Cancels every call in flight, and refuses those to come. @returns how many there were. */
  cancelAll(reason: Error): number {
    this.#closed = reason;
    const cancelled = this.#inFlight.size;
    for (const cancel of this.#inFlight) cancel.abort(reason);
    return cancelled;
  }

  /** Resolves once no call runs or waits. */
  async idle(): Promise<void> {
    if (this.#inFlight.size > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  async #run(call: RunningCall): Promise<string> {
    const { program, inputs, origin, usage } = call;
    try {
      const result = await unlessCancelled(origin, program.run(inputs, { signal: origin.cancel.signal, observer: usage }));
      const output = responseBody(result, program);
      call.end({ output });
      return output;
    } catch (error) {
      call.end({ error });
      throw error;
    }
  }

  async #open(program: Program, inputs: Readonly<Record<string, unknown>>, origin: CallOrigin): Promise<RunningCall> {
    const leave = await this.#enter(program, origin);
    return new RunningCall(program, inputs, origin, (ended) => {
      leave(ended.durationMs);
      this.#options.onEnd(ended);
    });
  }

  /** Takes a place and starts the clock. @returns what gives the place back, given how long it was used. */
  async #enter({ name }: Program, { cancel }: CallOrigin): Promise<(ms: number) => void> {
    if (this.#closed) throw this.#closed;
    const { requestTimeoutMs } = this.#options;
    const queue = this.queueOf(name);
    const timer = setTimeout(() => cancel.abort(new HTTPError(504, `timeout: ${name} did not answer within ${requestTimeoutMs} ms`)), requestTimeoutMs);
    const close = (): void => {
      clearTimeout(timer);
      this.#inFlight.delete(cancel);
      if (this.#inFlight.size === 0) for (const resolve of this.#idle.splice(0)) resolve();
    };
    this.#inFlight.add(cancel);
    try {
      await queue.enter(cancel.signal);
    } catch (error) {
      close();
      throw error;
    }
    return (ms) => {
      close();
      queue.leave(ms);
    };
  }
}

/** Why a call is cancelled whose answer nobody waits for any more. 499 is what nginx calls it; nobody sees it but logs. */
export function callerGone(): HTTPError {
  return new HTTPError(499, 'the caller closed the connection');
}

/** Comes to an end when the work does or the call is cancelled, also when the work takes no notice of that. */
function unlessCancelled<T>({ cancel: { signal } }: CallOrigin, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancelled = (): void => reject(signal.reason as Error);
    if (signal.aborted) cancelled();
    signal.addEventListener('abort', cancelled, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', cancelled));
  });
}

/** A call that has its place, until it ends or is cancelled. */
class RunningCall {
  readonly program: Program;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly origin: CallOrigin;
  readonly usage = new CallUsage();
  readonly #onEnd: (call: EndedCall) => void;
  readonly #startedAt = new Date();
  readonly #start = performance.now();
  #isEnded = false;

  constructor(program: Program, inputs: Readonly<Record<string, unknown>>, origin: CallOrigin, onEnd: (call: EndedCall) => void) {
    this.program = program;
    this.inputs = inputs;
    this.origin = origin;
    this.#onEnd = onEnd;
    // A stream that nobody reads does not get as far as to notice.
    const { signal } = origin.cancel;
    signal.addEventListener('abort', () => this.end({ error: signal.reason }), { once: true });
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  end(outcome: EndedCall['outcome']): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const { program, inputs, origin, usage } = this;
    this.#onEnd({ program, inputs, origin, usage, outcome, startedAt: this.#startedAt, durationMs: performance.now() - this.#start });
  }
}

async function* follow(call: RunningCall): AsyncGenerator<RunEvent, void, undefined> {
  const { program, inputs, origin, usage } = call;
  const pieces = program.stream(inputs, { signal: origin.cancel.signal, observer: usage });
  try {
    let next = await unlessCancelled(origin, pieces.next());
    while (!next.done) {
      yield next.value;
      next = await unlessCancelled(origin, pieces.next());
    }
    const output = responseBody(next.value, program);
    call.end({ output });
    yield { output };
  } catch (error) {
    call.end({ error });
    throw error;
  } finally {
    if (!call.isEnded) {
      const left = callerGone();
      call.end({ error: left });
      origin.cancel.abort(left);
    }
  }
}
