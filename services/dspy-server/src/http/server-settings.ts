/** How the HTTP server behaves. `server:` of dspy.config.yaml, flags of `dspy-cli serve` and variables become this. */
export interface ServerSettings {
  /** Calls of one program that run at the same time; more wait. */
  readonly concurrency: number;
  /** Calls of one program that wait for their turn; more are answered 429. */
  readonly queueLength: number;
  /** Most that one call may take, waiting included; then it is cancelled and answered 504. */
  readonly requestTimeoutMs: number;
  /** Most that a client may take to send a whole request. */
  readonly receiveTimeoutMs: number;
  /** Most that a client may take to send the headers of a request. */
  readonly headersTimeoutMs: number;
  /** How long an idle connection is kept open. */
  readonly keepAliveTimeoutMs: number;
  /** Most bytes a request body may have; more are answered 413. */
  readonly bodyLimitBytes: number;
  /** Most bytes the headers of a request may have; more are answered 431. */
  readonly headerLimitBytes: number;
  /** How long calls in flight may go on once the server is told to stop. */
  readonly shutdownMs: number;
  /** Origins whose pages may call this server, as `https://example.org`; `*` allows every origin, without cookies. */
  readonly corsOrigins: readonly string[];
  /** Names that `Host` may have in requests over loopback, beside those of this machine. */
  readonly allowedHosts: readonly string[];
  /** What callers must present; without one the API is open. */
  readonly authToken: string | undefined;
  /** Where each call of a program leaves a line of JSON; without one there are no logs. */
  readonly logsDirectory: string | undefined;
  /** A log file that reaches this size is put aside. */
  readonly logFileBytes: number;
  /** How many files are put aside per program before the oldest is deleted. */
  readonly logFiles: number;
  /** Whether the programs are tools at `/mcp`. */
  readonly mcp: boolean;
  /** Whether prompts may be sent to the models of the registry at `/api/prompt-runs`. */
  readonly promptRuns: boolean;
  /** Where the page finds the trace of a call: `/traces/{id}` below this address. */
  readonly viewerURL: string;
}

export const DEFAULT_SERVER_SETTINGS: ServerSettings = {
  concurrency: 64,
  queueLength: 256,
  requestTimeoutMs: 300_000,
  receiveTimeoutMs: 60_000,
  headersTimeoutMs: 15_000,
  keepAliveTimeoutMs: 5000,
  bodyLimitBytes: 10 * 1024 * 1024,
  headerLimitBytes: 16 * 1024,
  shutdownMs: 6500,
  corsOrigins: [],
  allowedHosts: [],
  authToken: undefined,
  logsDirectory: undefined,
  logFileBytes: 10 * 1024 * 1024,
  logFiles: 5,
  mcp: false,
  promptRuns: false,
  viewerURL: 'http://localhost:4318',
};
