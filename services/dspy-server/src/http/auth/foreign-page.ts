import type { Context } from 'koa';

/**
 * Whether a browser sends this on behalf of a page that is not this server's. Cookies come along all the same: for
 * `SameSite` another port of this machine is the same site. Following a link is no more than that, so it is let through.
 *
 * @param origins those whose pages may use a session.
 */
export function isFromForeignPage({ method, headers }: Pick<Context, 'method' | 'headers'>, origins: readonly string[]): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers;
  if (origin !== undefined && origins.includes(origin)) return false;
  // Browsers leave it out where the connection is not secure.
  if (site === undefined) return origin !== undefined && origin.replace(/^https?:\/\//, '') !== host;
  const isLink = method === 'GET' && headers['sec-fetch-mode'] === 'navigate';
  return site !== 'same-origin' && site !== 'none' && !isLink;
}
