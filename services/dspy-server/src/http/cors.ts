import type { Context } from 'koa';
import { HTTPError } from './http-error.ts';

const METHODS = 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT';
const EXPOSED = 'Retry-After, X-Request-Id, X-Trace-Id';

/**
 * Lets pages of these origins read answers, cookies included; `*` is every origin, without cookies.
 *
 * @returns whether the request was a preflight, which is answered by then; `undefined` when no origin is allowed.
 */
export function cors(origins: readonly string[]): ((ctx: Context) => boolean) | undefined {
  if (origins.length === 0) return undefined;
  const isOpen = origins.includes('*');
  const allowed = new Set(origins.map((origin) => origin.toLowerCase().replace(/\/$/, '')));
  return (ctx) => {
    ctx.vary('Origin');
    const origin = ctx.get('origin');
    if (origin === '') return false;
    const isPreflight = ctx.method === 'OPTIONS' && ctx.get('access-control-request-method') !== '';
    const isListed = allowed.has(origin.toLowerCase());
    if (!isListed && !isOpen) {
      if (isPreflight) throw new HTTPError(400, 'Disallowed CORS origin');
      return false;
    }
    ctx.set('access-control-allow-origin', isListed ? origin : '*');
    if (isListed) ctx.set('access-control-allow-credentials', 'true');
    ctx.remove('cross-origin-resource-policy');
    if (isPreflight) answerPreflight(ctx);
    else ctx.set('access-control-expose-headers', EXPOSED);
    return isPreflight;
  };
}

function answerPreflight(ctx: Context): void {
  ctx.vary('Access-Control-Request-Headers');
  ctx.set({ 'access-control-allow-methods': METHODS, 'access-control-max-age': '600' });
  const headers = ctx.get('access-control-request-headers');
  if (headers !== '') ctx.set('access-control-allow-headers', headers);
  ctx.body = 'OK';
}
