import { DSPyError } from '../errors.ts';
import type { SandboxFailure } from './sandbox-messages.ts';

/** What a `SandboxError` knows beside its message. */
export interface SandboxErrorDetails {
  readonly reason: SandboxFailure['reason'] | 'closed';
  readonly output?: string | undefined;
  readonly cause?: unknown;
}

/**
 * Code in a sandbox did not come to its end. `code` is `code_failed`; `reason` says whether it was wrong (`error`), took
 * too much (`timeout`, `memory`), or lost its sandbox (`closed`).
 *
 * ```ts
 * import { JavaScriptSandbox, SandboxError } from '@dspy-otel/dspy';
 *
 * await using sandbox = new JavaScriptSandbox({ timeoutMs: 200 });
 * try {
 *   await sandbox.run('for (;;) {}');
 * } catch (error) {
 *   if (error instanceof SandboxError) console.log(error.reason, error.message); // timeout the code computed for more than 200 ms
 * }
 * ```
 */
export class SandboxError extends DSPyError {
  readonly code = 'code_failed';
  readonly reason: SandboxErrorDetails['reason'];
  /** What it printed before. */
  readonly output: string;

  constructor(message: string, { reason, output = '', cause }: SandboxErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
    this.output = output;
  }
}
