import type { Context, Next } from 'koa';

import { AccessToken } from '../access-token.ts';
import { readBody } from '../ingest/request-body.ts';
import { RequestRefusedError } from '../ingest/request-refused-error.ts';
import type { AppDeps } from './app-deps.ts';

const LOGIN_PATH = '/login';
const MAX_FORM_BYTES = 10_000;

/** A program's paths: it is told by status, not by a page. */
const FOR_PROGRAMS = /^\/(api|v1|mcp|metrics)(\/|$)/;

/** Lets through who knows the token; health may be asked by all. Without a token everybody is let through. */
export function tokenCheck(deps: AppDeps) {
  return async (ctx: Context, next: Next): Promise<void> => {
    const { token } = deps;
    if (token === undefined) return next();
    if (ctx.path === LOGIN_PATH && ctx.method === 'POST') return logIn(ctx, token, deps);
    if (ctx.path === '/logout' && ctx.method === 'POST') return logOut(ctx);
    // A browser asks about other origins without credentials.
    const open = ctx.path === '/health/live' || ctx.path === '/health/ready' || (ctx.path === '/v1/traces' && ctx.method === 'OPTIONS');
    if (open || token.opens(ctx.get('authorization')) || token.knows(ctx.get('cookie'))) return next();
    if (FOR_PROGRAMS.test(ctx.path)) {
      throw new RequestRefusedError(401, 'This viewer asks for its token: send the header "Authorization: Bearer …" with the value of DSPY_VIEWER_TOKEN.', {
        headers: { 'WWW-Authenticate': 'Bearer realm="dspy-viewer"' },
      });
    }
    showLogin(ctx, 401, '');
  };
}

async function logIn(ctx: Context, token: AccessToken, { budget }: AppDeps): Promise<void> {
  using charge = budget.open();
  const form = new URLSearchParams((await readBody(ctx.req, { maxBodyBytes: MAX_FORM_BYTES }, charge)).toString('utf8'));
  if (!token.matches(form.get('token') ?? '')) {
    showLogin(ctx, 403, 'That is not the token.');
    return;
  }
  ctx.set('Set-Cookie', token.cookie());
  ctx.redirect('/');
  ctx.status = 303;
}

function logOut(ctx: Context): void {
  ctx.set('Set-Cookie', AccessToken.forgetCookie());
  ctx.redirect('/');
  ctx.status = 303;
}

function showLogin(ctx: Context, status: number, problem: string): void {
  ctx.status = status;
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Content-Security-Policy', "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
  ctx.set('Referrer-Policy', 'no-referrer');
  ctx.type = 'text/html; charset=utf-8';
  ctx.body = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>dspy-viewer</title>
<h1>dspy-viewer</h1>
<form method="post" action="${LOGIN_PATH}">
<p><label>Token <input name="token" type="password" autocomplete="current-password" required autofocus></label> <button>Open</button></p>
<p role="alert">${problem}</p>
<p>It is the value of DSPY_VIEWER_TOKEN where the viewer was started.</p>
</form></html>
`;
}
