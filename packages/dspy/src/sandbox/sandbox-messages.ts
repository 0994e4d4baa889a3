/** What the main thread and the thread of the sandbox say to each other. Values cross as JSON texts only. */
export type ToSandbox =
  | { readonly type: 'run'; readonly code: string; readonly tools: readonly string[] }
  | { readonly type: 'result'; readonly call: number; readonly json: string }
  | { readonly type: 'failure'; readonly call: number; readonly message: string };

export type FromSandbox =
  | { readonly type: 'started' }
  /** The code does nothing until a tool has answered. */
  | { readonly type: 'waiting'; /** How many messages it has heard. */ readonly heard: number }
  | { readonly type: 'call'; readonly call: number; readonly tool: string; readonly json: string }
  | ({ readonly type: 'done' } & Outcome);

/** What code came to. */
export interface Outcome {
  readonly output: string;
  /** JSON. */
  readonly submitted: string | undefined;
  /** JSON. */
  readonly value: string | undefined;
  readonly failure: SandboxFailure | undefined;
}

/** What keeps code from taking everything. */
export interface SandboxLimits {
  /** Time that the code itself may compute, in milliseconds; waiting for tools does not count. */
  readonly timeoutMs: number;
  /** The interpreter's own included; no less than `SMALLEST_MEMORY`. */
  readonly memoryBytes: number;
  /** How much of what it prints is kept. */
  readonly outputCharacters: number;
}

/** Why code did not come to its end. */
export interface SandboxFailure {
  readonly reason: 'error' | 'timeout' | 'memory';
  /** As the code would see it: `TypeError: not a function (line 3)`. */
  readonly message: string;
}

/** A bit more than what the interpreter starts with, in bytes. */
export const SMALLEST_MEMORY = 20 * 1024 * 1024;

/** The longest JSON text that may cross: a result, an answer of a tool, the arguments of all calls that wait. */
export const MOST_CHARACTERS = 5_000_000;

/** Most calls of tools that may wait at a time. */
export const MOST_CALLS = 100;

export function timeoutFailure({ timeoutMs }: SandboxLimits): SandboxFailure {
  return { reason: 'timeout', message: `the code computed for more than ${timeoutMs} ms` };
}

export function memoryFailure({ memoryBytes }: SandboxLimits): SandboxFailure {
  return { reason: 'memory', message: `the code took more than ${Math.round(memoryBytes / 1024 / 1024)} MiB of memory` };
}
