/** What an error says, with the cause that says more where it only says that something failed (`fetch failed`). */
export function errorText(error: unknown): string {
  const cause = property(error, 'cause');
  if (cause !== undefined && cause !== null) return errorText(cause);
  const message = property(error, 'message');
  const code = property(error, 'code');
  if (typeof message === 'string' && message !== '') return message;
  return typeof code === 'string' ? code : String(error);
}

/** Codes that an error and its causes carry: `ECONNREFUSED`, `UND_ERR_SOCKET`. */
export function errorCodes(error: unknown): string[] {
  const code = property(error, 'code');
  const cause = property(error, 'cause');
  return [...(typeof code === 'string' ? [code] : []), ...(cause === undefined ? [] : errorCodes(cause))];
}

function property(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null && name in error ? Reflect.get(error, name) : undefined;
}
