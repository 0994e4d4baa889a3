/** One thing that is wrong with a request body, in the shape that Python's server answers. */
export interface ValidationDetail {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
  readonly ctx?: Readonly<Record<string, unknown>>;
}

/**
 * An answer that is not a success, in Koa's terms: `status`, and `expose` when `detail` may be shown to the caller.
 * The response body is `{ "detail": detail }`.
 */
export class HTTPError extends Error {
  readonly status: number;
  readonly expose = true;
  readonly detail: string | readonly ValidationDetail[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, detail: string | readonly ValidationDetail[], options?: { cause?: unknown; headers?: Record<string, string> }) {
    super(typeof detail === 'string' ? detail : detail.map((issue) => `${issue.loc.join('.')}: ${issue.msg}`).join('; '), options);
    this.name = 'HTTPError';
    this.status = status;
    this.detail = detail;
    this.headers = options?.headers ?? {};
  }
}

/** What is said of calls that a server cancels, or does not begin, because it stops. */
export const STOPPING = 'The server is stopping';
