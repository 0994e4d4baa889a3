import { HTTPError } from './http-error.ts';

const LOOPBACK = /^(?:localhost|(?:::ffff:)?127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;

/**
 * What refuses requests over loopback whose `Host` is not one of this machine's names: a page of another site could
 * otherwise give its own name this machine's address and read the answers (DNS rebinding).
 *
 * @param allowed further names.
 * @returns a check of the address at which a request arrived, and its `Host`.
 */
export function hostCheck(allowed: readonly string[]): (localAddress: string | undefined, header: string | undefined) => void {
  const names = new Set(allowed.map((name) => name.toLowerCase()));
  return (localAddress = '', header = '') => {
    if (!LOOPBACK.test(localAddress)) return;
    const name = header.replace(/:\d*$/, '').toLowerCase();
    if (!LOOPBACK.test(name) && !names.has(name)) throw new HTTPError(403, `The host ${JSON.stringify(name.slice(0, 100))} is not allowed: this server answers to localhost and to server.allowed_hosts`);
  };
}
