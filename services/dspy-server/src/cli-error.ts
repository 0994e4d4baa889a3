/**
 * Something the user must change before the command can run. The command prints the message as one line and ends
 * with `exitCode`.
 */
export class CLIError extends Error {
  readonly exitCode: number;

  constructor(message: string, options?: { cause?: unknown; exitCode?: number }) {
    super(message, options);
    this.name = 'CLIError';
    this.exitCode = options?.exitCode ?? 1;
  }
}
