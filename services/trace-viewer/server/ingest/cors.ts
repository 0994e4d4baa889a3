import type { Context } from 'koa';

const LOOPBACK_ORIGIN = /^https?:\/\/(localhost|[\w-]+\.localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

/** Lets pages that are served from this machine (a browser SDK under development) send spans. Other origins get no header. */
export function allowOrigin(ctx: Context): void {
  const origin = ctx.get('origin');
  if (origin === '') return;
  ctx.vary('Origin');
  if (LOOPBACK_ORIGIN.test(origin)) ctx.set('Access-Control-Allow-Origin', origin);
}

/** Answers a browser's question whether it may send spans from another origin. */
export function preflight(ctx: Context): void {
  allowOrigin(ctx);
  ctx.status = 204;
  ctx.set('Access-Control-Allow-Methods', 'POST');
  ctx.set('Access-Control-Allow-Headers', ctx.get('access-control-request-headers') || 'Content-Type');
  ctx.set('Access-Control-Max-Age', '600');
}
