/** What the main thread and the thread of the sandbox say to each other. Values cross as JSON texts only. */
export type ToSandbox =
  | { readonly type: 'run'; readonly code: string; readonly tools: readonly string[] }
  | { readonly type: 'result'; readonly call: number; readonly json: string }
  | { readonly type: 'failure'; readonly call: number; readonly message: string };

export type FromSandbox =
  | { readonly type: 'call'; readonly call: number; readonly tool: string; readonly json: string }
  | { readonly type: 'done'; readonly output: string; readonly submitted: string | undefined; readonly failure: SandboxFailure | undefined };

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
  /** As the code would see it: `TypeError: x is not a function`. */
  readonly message: string;
}

/** What the interpreter starts with, in bytes. */
export const SMALLEST_MEMORY = 16 * 1024 * 1024;
