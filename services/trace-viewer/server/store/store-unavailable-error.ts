/** Spans cannot be made durable at the moment, for want of disk space for instance. None of the refused ones counts; they can be sent again. */
export class StoreUnavailableError extends Error {
  readonly code = 'store_unavailable';

  constructor(folder: string, cause: unknown) {
    super(`Spans cannot be written to ${folder}: ${cause instanceof Error ? cause.message : String(cause)}. Make room there or mend it; what was refused can be sent again.`, { cause });
    this.name = 'StoreUnavailableError';
  }
}
