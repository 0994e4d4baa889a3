import { APICallError, EmptyResponseBodyError, InvalidResponseDataError, JSONParseError, LoadAPIKeyError, NoContentGeneratedError, NoSuchModelError, TypeValidationError, UnsupportedFunctionalityError } from '@ai-sdk/provider';
import { errorCodes, errorText } from '../error-text.ts';
import { DSPyError } from '../errors.ts';
import {
  ContextWindowExceededError,
  LMAuthError,
  LMBillingError,
  LMContentFilterError,
  type LMError,
  type LMErrorDetails,
  LMInvalidRequestError,
  LMRateLimitError,
  LMServerError,
  LMTimeoutError,
  LMTransportError,
  LMUnexpectedError,
  LMUnsupportedFeatureError,
} from './lm-error.ts';
import { hideKeys, withoutSecrets } from './redact.ts';
import { retryAfterMs } from './retry-after.ts';

const TOO_LONG = /context[ _](?:length|window)|maximum context|prompt is too long|input is too long|too many (?:input )?tokens|token count .* exceeds|reduce the length/i;
const WRONG_KEY = /api[ _-]?key (?:is )?(?:not valid|invalid|expired)|invalid (?:api[ _-]?key|x-api-key)/i;
const FILTERED = new Set(['content_filter', 'content_policy_violation', 'ResponsibleAIPolicyViolation']);

/** What a provider's package threw, as one of our errors. No secret is in its message or cause. */
export function toLMError(error: unknown, model: string, secrets: readonly string[]): DSPyError {
  if (error instanceof DSPyError) return error;
  const cause = withoutSecrets(error, secrets);
  if (APICallError.isInstance(error)) return fromApiCall(error, { model, cause }, secrets);
  const text = hideKeys(errorText(error), secrets);
  if (LoadAPIKeyError.isInstance(error)) return new LMAuthError(`${model} needs an API key; set apiKey or the provider's environment variable`, { model, cause });
  if (UnsupportedFunctionalityError.isInstance(error)) return new LMUnsupportedFeatureError(`${model} cannot do what the call needs: ${text}`, { model, cause });
  if (NoSuchModelError.isInstance(error)) return new LMInvalidRequestError(`${model} does not exist: ${text}`, { model, cause });
  if (isUnreadable(error)) return new LMUnexpectedError(`${model} answered something that is not an answer: ${text}`, { model, cause });
  if (isNetwork(error)) return new LMTransportError(`${model} could not be reached: ${text}; check apiBase and the network`, { model, cause });
  return new LMUnexpectedError(`the call of ${model} failed in a way that nobody foresaw: ${text}`, { model, cause });
}

function isNetwork(error: unknown): boolean {
  return errorCodes(error).some((code) => /^(?:E(?!RR_)[A-Z_]+|UND_ERR_\w+)$/.test(code)) || /fetch failed/i.test(String(error));
}

function isUnreadable(error: unknown): boolean {
  return [EmptyResponseBodyError, InvalidResponseDataError, JSONParseError, NoContentGeneratedError, TypeValidationError].some((kind) => kind.isInstance(error));
}

function fromApiCall(error: APICallError, base: LMErrorDetails, secrets: readonly string[]): LMError {
  const { statusCode: status, responseHeaders } = error;
  const details = { ...base, status, retryAfterMs: retryAfterMs(responseHeaders) };
  const said = hideKeys(error.message, secrets).trim();
  if (status === undefined) return new LMTransportError(`${base.model} could not be reached at ${address(error.url)}: ${said}; check apiBase and the network`, details);
  const code = errorCode(error);
  const text = `HTTP ${status}: ${said}`;
  if (status < 400 && isNetwork(error)) return new LMTransportError(`the connection to ${base.model} broke off in the middle of its answer: ${hideKeys(errorText(error), secrets)}`, details);
  if (status < 400) return new LMUnexpectedError(`${base.model} answered something that is not an answer (${text})`, details);
  if (code === 'context_length_exceeded' || (status < 500 && status !== 429 && TOO_LONG.test(said))) {
    return new ContextWindowExceededError(`the prompt is too long for ${base.model} (${text}); shorten the inputs, use fewer demos, or a model with a larger context`, details);
  }
  if (status === 402 || code === 'insufficient_quota') return new LMBillingError(`the account cannot pay for ${base.model} (${text}); add credit or raise its limit`, details);
  if (code !== undefined && FILTERED.has(code)) return new LMContentFilterError(`the provider of ${base.model} does not allow the prompt (${text}); change what it says, or the provider's filter`, details);
  if (status === 400 && WRONG_KEY.test(said)) return fromStatus(401, text, details);
  return fromStatus(status, text, details);
}

function fromStatus(status: number, text: string, details: LMErrorDetails): LMError {
  const { model } = details;
  if (status === 401 || status === 403) return new LMAuthError(`${model} refuses the API key (${text}); check apiKey or the provider's environment variable`, details);
  if (status === 429) return new LMRateLimitError(`${model} is over its rate limit (${text}); send fewer requests at a time or try again later`, details);
  if (status === 408 || status === 504) return new LMTimeoutError(`${model} took too long (${text}); ask for less or try again later`, details);
  if (status === 409 || status >= 500) return new LMServerError(`${model} is unavailable (${text}); try again later`, details);
  if (status === 404) return new LMInvalidRequestError(`${model} is not there (${text}); check the model's name and apiBase`, details);
  return new LMInvalidRequestError(`${model} refuses the request (${text}); check its parameters`, details);
}

/** The provider's own code, where its error body has one in OpenAI's shape. */
function errorCode({ data }: APICallError): string | undefined {
  const inner: unknown = typeof data === 'object' && data !== null && 'error' in data ? data.error : undefined;
  const code: unknown = typeof inner === 'object' && inner !== null && 'code' in inner ? inner.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** A URL without user, password and query, where keys may be. */
function address(url: string): string {
  return URL.canParse(url) ? new URL(url).origin + new URL(url).pathname : 'an address that is not a URL';
}
