import { DSPyError, type DSPyErrorCode, LMError } from '@dspy-otel/dspy';
import { HTTPError } from './http-error.ts';
import { withoutSecrets } from './without-secrets.ts';

/** What is answered for an error. */
export interface ErrorResponse {
  readonly status: number;
  readonly body: { readonly detail: unknown };
  readonly headers: Readonly<Record<string, string>>;
}

/** A request that was answered with a server error. */
export interface FailedRequest {
  readonly method: string;
  /** For a tool of `/mcp`, the path and the program. */
  readonly path: string;
  readonly status: number;
}

/**
 * Whose fault it is: 5xx with `4` in the middle are models and searches behind this server, which are to it what an
 * origin is to a gateway.
 */
const STATUS: Readonly<Record<DSPyErrorCode, number>> = {
  rate_limit: 503,
  timeout: 504,
  aborted: 503,
  lm_unavailable: 502,
  auth: 502,
  billing: 502,
  invalid_request: 502,
  unexpected_response: 502,
  context_window_exceeded: 502,
  content_filter: 502,
  adapter_parse_error: 502,
  code_failed: 502,
  retriever_unavailable: 502,
  invalid_input: 500,
  invalid_configuration: 500,
  invalid_signature: 500,
  invalid_state: 500,
  evaluation_failed: 500,
  not_configured: 500,
  unsupported_feature: 500,
};

/** The status by which a model says that it is overloaded rather than broken: 503, and 529 of Anthropic. */
const OVERLOADED = new Set([503, 529]);

/** The one place where errors become responses. */
export function errorResponse(error: unknown): ErrorResponse {
  if (error instanceof HTTPError) return { status: error.status, body: { detail: error.detail }, headers: error.headers };
  if (error instanceof DSPyError) return response(statusOf(error), `${error.code}: ${error.message}`, retryAfter(error));
  const status = statusGivenBy(error);
  return response(status, status === 500 ? unexpected(error) : (error as Error).message, {});
}

/** The body of an error: what is wrong, and by which ids logs and traces know the request. */
export function errorBody(detail: unknown, { requestId, traceId }: { readonly requestId: string; readonly traceId: string | undefined }): Record<string, unknown> {
  return { detail, request_id: requestId, ...(traceId === undefined ? {} : { trace_id: traceId }) };
}

function response(status: number, detail: string, headers: Record<string, string>): ErrorResponse {
  return { status, body: { detail: withoutSecrets(detail) }, headers };
}

function statusOf(error: DSPyError): number {
  return error instanceof LMError && error.status !== undefined && OVERLOADED.has(error.status) ? 503 : STATUS[error.code];
}

function retryAfter(error: DSPyError): Record<string, string> {
  const ms = error instanceof LMError ? error.retryAfterMs : undefined;
  return ms === undefined ? {} : { 'retry-after': String(Math.ceil(ms / 1000)) };
}

/** A program may refuse a request in Koa's way: an error with `status` and `expose`. */
function statusGivenBy(error: unknown): number {
  if (!(error instanceof Error) || !('status' in error) || !('expose' in error)) return 500;
  const { status, expose } = error;
  return expose === true && typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 599 ? status : 500;
}

/** The first line says what went wrong; below it stand stacks, and what commands have written. */
function unexpected(error: unknown): string {
  return error instanceof Error ? error.message.split('\n')[0] || error.name : `The program threw ${typeof error === 'string' ? error : typeof error}`;
}
