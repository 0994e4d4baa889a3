/** A request that is answered with `status`; the message is for the sender. */
export class RequestRefusedError extends Error {
  readonly code = 'request_refused';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, { headers = {}, ...options }: ErrorOptions & { headers?: Readonly<Record<string, string>> } = {}) {
    super(message, options);
    this.name = 'RequestRefusedError';
    this.status = status;
    this.headers = headers;
  }
}
