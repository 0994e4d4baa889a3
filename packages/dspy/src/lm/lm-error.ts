import { DSPyError, type DSPyErrorCode } from '../errors.ts';

/** What an `LMError` knows beside its message. */
export interface LMErrorDetails {
  /** The model as the user named it, `openai/gpt-4o-mini`. */
  readonly model: string;
  /** HTTP status, when the provider answered at all. */
  readonly status?: number | undefined;
  /** What the provider asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/**
 * A language model call failed. `isRetryable` says whether the same request may succeed later.
 *
 * ```ts
 * import { ContextWindowExceededError, LMError, Predict } from '@dspy-otel/dspy';
 *
 * try {
 *   await new Predict('text -> summary').call({ text: 'A long story.' });
 * } catch (error) {
 *   if (error instanceof ContextWindowExceededError) console.error('send less');
 *   else if (error instanceof LMError && error.isRetryable) console.error('try again later', error.retryAfterMs);
 *   else throw error;
 * }
 * ```
 */
export abstract class LMError extends DSPyError {
  abstract override readonly code: DSPyErrorCode;
  abstract readonly isRetryable: boolean;
  readonly model: string;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, details: LMErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.model = details.model;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** HTTP 429. `code` is `rate_limit`. */
export class LMRateLimitError extends LMError {
  readonly code = 'rate_limit';
  readonly isRetryable = true;
}

/** No answer within `timeoutMs`, or HTTP 408/504. `code` is `timeout`. */
export class LMTimeoutError extends LMError {
  readonly code = 'timeout';
  readonly isRetryable = true;
}

/** HTTP 401 or 403, or no API key at all. `code` is `auth`. */
export class LMAuthError extends LMError {
  readonly code = 'auth';
  readonly isRetryable = false;
}

/** The account cannot pay for the call (HTTP 402, quota used up). `code` is `billing`. */
export class LMBillingError extends LMError {
  readonly code = 'billing';
  readonly isRetryable = false;
}

/** The prompt does not fit the model. `code` is `context_window_exceeded`. */
export class ContextWindowExceededError extends LMError {
  readonly code = 'context_window_exceeded';
  readonly isRetryable = false;
}

/** The provider's rules about content forbid the prompt. `code` is `content_filter`. */
export class LMContentFilterError extends LMError {
  readonly code = 'content_filter';
  readonly isRetryable = false;
}

/** The provider refuses the request as it is (other HTTP 4xx; 404 for a model that does not exist). `code` is `invalid_request`. */
export class LMInvalidRequestError extends LMError {
  readonly code = 'invalid_request';
  readonly isRetryable = false;
}

/** HTTP 409 or 5xx: the provider is there and broken. `code` is `lm_unavailable`. */
export class LMServerError extends LMError {
  readonly code = 'lm_unavailable';
  readonly isRetryable = true;
}

/** The provider cannot be reached at all (refused, reset, no such host). `code` is `lm_unavailable`. */
export class LMTransportError extends LMError {
  readonly code = 'lm_unavailable';
  readonly isRetryable = true;
}

/** The provider answered success with a body that is not an answer. `code` is `unexpected_response`. */
export class LMUnexpectedError extends LMError {
  readonly code = 'unexpected_response';
  readonly isRetryable = false;
}

/** The model or provider cannot do what the call needs. `code` is `unsupported_feature`. */
export class LMUnsupportedFeatureError extends LMError {
  readonly code = 'unsupported_feature';
  readonly isRetryable = false;
}

/** The caller's abort signal fired. `code` is `aborted`; `cause` is the signal's reason. */
export class LMAbortedError extends LMError {
  readonly code = 'aborted';
  readonly isRetryable = false;
}
