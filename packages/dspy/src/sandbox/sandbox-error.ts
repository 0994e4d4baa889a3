import { DSPyError } from '../errors.ts';
import type { SandboxFailure } from './sandbox-messages.ts';

/** Code in a sandbox did not come to its end. `code` is `code_failed`; `reason` says whether it was wrong or took too much. */
export class SandboxError extends DSPyError {
  readonly code = 'code_failed';
  readonly reason: SandboxFailure['reason'];
  /** What it printed before. */
  readonly output: string;

  constructor(message: string, { reason, output = '', cause }: { reason: SandboxFailure['reason']; output?: string; cause?: unknown }) {
    super(message, cause === undefined ? undefined : { cause });
    this.reason = reason;
    this.output = output;
  }
}
