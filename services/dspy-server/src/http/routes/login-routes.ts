import type { Context } from 'koa';
import { type Authenticator, SESSION_COOKIE, SESSION_SECONDS } from '../auth/authenticator.ts';
import { isFromForeignPage } from '../auth/foreign-page.ts';
import { HTTPError } from '../http-error.ts';
import { LOGIN_SCRIPT, loginPage } from '../pages/login-page.ts';
import { parseObject, readBytes } from '../read-body.ts';
import type { RouteTable } from './route.ts';

const FORM_LIMIT_BYTES = 4096;

/** Adds the page's way in and out. */
export function addLoginRoutes(table: RouteTable, authenticator: Authenticator): void {
  table.add('/login', {
    name: '/login',
    isPublic: true,
    handlers: {
      GET: loginPage,
      POST: async (ctx) => {
        const { token } = parseObject(await readBytes(ctx.req, FORM_LIMIT_BYTES), ctx.get('content-type'), { orForm: true });
        const isRight = typeof token === 'string' && authenticator.isToken(token.trim());
        if (isRight) setSession(ctx, authenticator.openSession(), SESSION_SECONDS);
        seeOther(ctx, isRight ? '/' : '/login?error=Invalid+token');
      },
    },
  });
  table.add('/static/login.js', { name: '/static/login.js', isPublic: true, handlers: { GET: (ctx) => void ((ctx.type = 'text/javascript'), (ctx.body = LOGIN_SCRIPT)) } });
  table.add('/logout', {
    name: '/logout',
    isPublic: true,
    handlers: {
      POST: (ctx) => {
        setSession(ctx, '', 0);
        seeOther(ctx, '/login');
      },
    },
  });
}

/**
 * Whether a request may go on. A browser that asks for a page is led to the form, and asked to come back.
 *
 * @param origins those whose pages may use a session.
 * @returns `false` when it has been led away.
 * @throws {HTTPError} 401; 403 when the page of another origin uses a session.
 */
export function letIn(ctx: Context, authenticator: Authenticator, origins: readonly string[]): boolean {
  if (authenticator.admitsToken(ctx.headers)) return true;
  if (authenticator.admitsSession(ctx.headers)) {
    if (isFromForeignPage(ctx, origins)) throw new HTTPError(403, 'A page of another origin may not use the session of this one: list the origin in server.cors_origins');
    return true;
  }
  const { accept } = ctx.headers;
  const isPage = ctx.method === 'GET' && !ctx.path.startsWith('/api/') && (accept === undefined || accept.includes('text/html'));
  if (!isPage) throw new HTTPError(401, 'Not authenticated: send Authorization: Bearer with the key of this server', { headers: { 'www-authenticate': 'Bearer' } });
  seeOther(ctx, '/login');
  return false;
}

function seeOther(ctx: Context, location: string): void {
  ctx.body = '';
  ctx.status = 303;
  ctx.set('location', location);
}

/** Behind a proxy that speaks TLS, the cookie shall not travel without. */
function setSession(ctx: Context, value: string, seconds: number): void {
  ctx.set('set-cookie', `${SESSION_COOKIE}=${value}; HttpOnly; Max-Age=${seconds}; Path=/; SameSite=Lax${ctx.get('x-forwarded-proto') === 'https' ? '; Secure' : ''}`);
}
