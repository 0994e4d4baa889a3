import { HTTPError } from './http-error.ts';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;

/**
 * What refuses requests whose `Host` is not one of this machine's names, when the server listens on loopback only: a
 * page of another site could otherwise give its own name this machine's address and read the answers (DNS rebinding).
 *
 * @param host what the server listens on. @param allowed further names.
 * @returns `undefined` when every name is fine.
 */
export function hostCheck(host: string, allowed: readonly string[]): ((header: string | undefined) => void) | undefined {
  if (!LOOPBACK.test(host)) return undefined;
  const names = new Set(allowed.map((name) => name.toLowerCase()));
  return (header = '') => {
    const name = header.replace(/:\d*$/, '').toLowerCase();
    if (!LOOPBACK.test(name) && !names.has(name)) throw new HTTPError(403, `The host ${JSON.stringify(name.slice(0, 100))} is not allowed: this server answers to localhost and to server.allowed_hosts`);
  };
}
