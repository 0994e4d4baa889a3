import { APICallError } from '@ai-sdk/provider';

/** Shorter strings would hide parts of ordinary words. */
const MIN_KEY_LENGTH = 6;

/** The text with every copy of the key replaced. */
export function hideKey(text: string, apiKey: string | undefined): string {
  return apiKey === undefined || apiKey.length < MIN_KEY_LENGTH ? text : text.replaceAll(apiKey, '***');
}

/**
 * An error that may be kept as a cause: of a provider's error what helps to understand it, without the request (it holds
 * the prompt), without headers other than those about limits and ids, and without the key.
 */
export function withoutSecrets(error: unknown, apiKey: string | undefined): unknown {
  if (APICallError.isInstance(error)) {
    const { statusCode, responseBody, isRetryable } = error;
    return new APICallError({
      message: hideKey(error.message, apiKey),
      url: hideKey(error.url.replace(/\?.*$/, ''), apiKey),
      requestBodyValues: {},
      isRetryable,
      ...(statusCode !== undefined && { statusCode }),
      ...(responseBody !== undefined && { responseBody: hideKey(responseBody, apiKey) }),
      ...(error.responseHeaders && { responseHeaders: keptHeaders(error.responseHeaders) }),
      ...(error.cause !== undefined && { cause: withoutSecrets(error.cause, apiKey) }),
    });
  }
  if (error instanceof Error && apiKey !== undefined && hideKey(error.message, apiKey) !== error.message) return new Error(hideKey(error.message, apiKey));
  return error;
}

function keptHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => /^(?:retry-after|x-ratelimit|x-request-id|content-type)/i.test(name)));
}
