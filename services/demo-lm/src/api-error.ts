import type { Middleware } from 'koa';

export interface ApiErrorOptions extends ErrorOptions {
  readonly status: number;
  readonly code?: string;
  /** The parameter at fault, as a path: `messages[0].role`. */
  readonly param?: string;
}

/** An error that the caller is told in OpenAI's shape. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string | null;
  readonly param: string | null;

  constructor(message: string, { status, code, param, ...options }: ApiErrorOptions) {
    super(message, options);
    this.status = status;
    this.code = code ?? null;
    this.param = param ?? null;
  }
}

/** Answers every error as `{ error: { message, type, param, code } }`. What is not the caller's fault is told to `report`. */
export function answerErrors(report: (error: unknown) => void): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const known = error instanceof ApiError ? error : fromHttpError(error);
      if (known.status >= 500) report(error);
      ctx.status = known.status;
      ctx.body = {
        error: {
          message: known.message,
          type: known.status >= 500 ? 'server_error' : 'invalid_request_error',
          param: known.param,
          code: known.code,
        },
      };
    }
  };
}

function fromHttpError(cause: unknown): ApiError {
  const status = statusOf(cause);
  if (status === 413) return new ApiError('The request body is too large.', { status, code: 'request_too_large', cause });
  if (status >= 400 && status < 500) {
    return new ApiError(`The request body cannot be read as JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { status, code: 'invalid_json', cause });
  }
  return new ApiError('The server failed to answer; see its log.', { status: 500, code: 'internal_error', cause });
}

function statusOf(error: unknown): number {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500;
}
