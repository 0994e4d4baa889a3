import type { ProgramFailure } from '../programs/program.ts';

/** What a server says of itself once it listens. Plain data: a worker sends it to its supervisor. */
export interface ServingReport {
  readonly appId: string;
  readonly programs: readonly { readonly name: string; readonly file: string; readonly model: string; readonly routes: readonly string[] }[];
  readonly failures: readonly ProgramFailure[];
  /** The OpenAPI description of what is served. */
  readonly description: Record<string, unknown>;
  /** `dspy-server -> http://…`; absent when tracing is off. */
  readonly tracing?: string | undefined;
  /** The token that lets in, when it had to be made up. */
  readonly newToken?: string | undefined;
  /** Most that a call may take. */
  readonly requestTimeoutMs: number;
  /** How long calls in flight may go on once the server is told to stop. */
  readonly shutdownMs: number;
  /** How the calls are logged; in memory without a directory. */
  readonly logs: { readonly directory: string | undefined; readonly fileBytes: number; readonly files: number };
}
