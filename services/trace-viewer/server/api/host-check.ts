import { isIP } from 'node:net';

import type { Context, Next } from 'koa';

import { RequestRefusedError } from '../ingest/request-refused-error.ts';

/**
 * Refuses requests under a foreign name. A web page can make its own name point to this machine and then read
 * everything here (DNS rebinding), but it cannot make the browser send an address, `localhost` or a name without dots.
 */
export function hostCheck(allowedHosts: readonly string[]) {
  const allowed = new Set(allowedHosts.map((host) => host.toLowerCase()));
  return async (ctx: Context, next: Next): Promise<void> => {
    const name = hostName(ctx.req.headers.host ?? '');
    if (!isLocalName(name) && !allowed.has(name)) {
      throw new RequestRefusedError(403, `This viewer does not answer to the name ${JSON.stringify(name)}. Use http://localhost, or add the name to DSPY_VIEWER_ALLOWED_HOSTS.`);
    }
    await next();
  };
}

/** Refuses changes that another site's page asks for. Tools send neither header. Spans may come from pages of this machine. */
export async function sameOriginCheck(ctx: Context, next: Next): Promise<void> {
  const site = ctx.get('sec-fetch-site');
  const origin = ctx.get('origin');
  if (ctx.path === '/v1/traces') return next();
  const foreign = site === 'cross-site' || site === 'same-site' || (origin !== '' && URL.parse(origin)?.host !== ctx.host);
  if (foreign && ctx.method !== 'GET' && ctx.method !== 'HEAD') throw new RequestRefusedError(403, 'Pages of other sites cannot change anything here.');
  return next();
}

function isLocalName(name: string): boolean {
  return name === '' || isIP(name) !== 0 || !name.includes('.') || name.endsWith('.localhost');
}

/** Without port and brackets. */
function hostName(host: string): string {
  const bracketed = /^\[(.*)\](?::\d*)?$/.exec(host)?.[1];
  return (bracketed ?? host.replace(/:\d*$/, '')).toLowerCase();
}
