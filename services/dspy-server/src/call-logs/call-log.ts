import type { EndedCall } from '../load/program-runner.ts';

/** Where calls leave their lines. */
export interface CallLog {
  /** Never waits and never fails. */
  add(call: EndedCall): void;
  /** The newest entries of a program, newest first. */
  newest(program: string, limit: number): Promise<readonly unknown[]>;
  /** Resolves once what was added is written, or cannot be. */
  flush(): Promise<void>;
}
