import { APICallError } from '@ai-sdk/provider';

/** Shorter strings would hide parts of ordinary words. */
const MIN_KEY_LENGTH = 6;

/** The text with every copy of a secret replaced. */
export function hideKeys(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => (secret.length < MIN_KEY_LENGTH ? shown : shown.replaceAll(secret, '***')), text);
}

/**
 * An error that may be kept as a cause: of a provider's error what helps to understand it, without the request (it holds
 * the prompt), without headers other than those about limits and ids, and without secrets.
 */
export function withoutSecrets(error: unknown, secrets: readonly string[]): unknown {
  if (APICallError.isInstance(error)) {
    const { statusCode, responseBody, isRetryable } = error;
    return new APICallError({
      message: hideKeys(error.message, secrets),
      url: hideKeys(error.url.replace(/\?.*$/, ''), secrets),
      requestBodyValues: {},
      isRetryable,
      ...(statusCode !== undefined && { statusCode }),
      ...(responseBody !== undefined && { responseBody: hideKeys(responseBody, secrets) }),
      ...(error.responseHeaders && { responseHeaders: keptHeaders(error.responseHeaders) }),
      ...(error.cause !== undefined && { cause: withoutSecrets(error.cause, secrets) }),
    });
  }
  if (error instanceof Error && hideKeys(error.message, secrets) !== error.message) return new Error(hideKeys(error.message, secrets));
  return error;
}

function keptHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => /^(?:retry-after|x-ratelimit|x-request-id|content-type)/i.test(name)));
}
