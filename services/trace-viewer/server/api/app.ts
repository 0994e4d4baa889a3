import { Router, type RouterContext } from '@koa/router';
import Koa, { type Context, type Next } from 'koa';

import type { Problem } from '../../contract/problem.ts';
import { errorCode } from '../error-code.ts';
import { toProblem } from '../http-problem.ts';
import { preflight } from '../ingest/cors.ts';
import { exportTraces, refuseExport } from '../ingest/otlp-http.ts';
import { RequestRefusedError } from '../ingest/request-refused-error.ts';
import { mcpEndpoint } from '../mcp/mcp-endpoint.ts';
import type { AppDeps } from './app-deps.ts';
import { ENDPOINTS } from './endpoints.ts';
import { hostCheck, sameOriginCheck } from './host-check.ts';
import { tokenCheck } from './login.ts';
import { showMetrics } from './metrics.ts';

/** Codes of clients that hang up. */
const BROKEN_CONNECTION = /^(HPE_|ECONN|EPIPE|ERR_STREAM_)/;

/** The viewer's HTTP side: OTLP, API and page. Listens nowhere by itself. */
export function createApp(deps: AppDeps): Koa {
  const app = new Koa();
  app.on('error', (error: unknown) => {
    if (!BROKEN_CONNECTION.test(errorCode(error) ?? '')) deps.onUnexpected(error);
  });
  app.use(async (ctx, next) => {
    await next();
    deps.refused.note(ctx);
  });
  app.use(async (ctx, next) => answerErrors(ctx, next, deps));
  app.use(hostCheck(deps.allowedHosts));
  app.use(sameOriginCheck);
  app.use(tokenCheck(deps));

  const router = new Router();
  router.options('/v1/traces', preflight);
  router.all('/v1/traces', async (ctx) => exportTraces(ctx, deps));

  router.all('/mcp', mcpEndpoint(deps));
  router.get('/metrics', async (ctx) => showMetrics(ctx, deps));
  router.all('/metrics', methodNotAllowed('GET, HEAD'));
  for (const [path, endpoints] of Map.groupBy(ENDPOINTS, (endpoint) => endpoint.path)) {
    const koaPath = path.replaceAll(/\{(\w+)\}/g, ':$1');
    for (const { method, serve } of endpoints) router.register(koaPath, method === 'GET' ? ['GET', 'HEAD'] : [method], async (ctx: RouterContext) => serve(ctx, deps));
    router.all(koaPath, methodNotAllowed(endpoints.map(({ method }) => (method === 'GET' ? 'GET, HEAD' : method)).join(', ')));
  }

  app.use(router.routes());
  app.use((ctx) => fallback(ctx, deps));
  return app;
}

async function answerErrors(ctx: Context, next: Next, { intake, onUnexpected }: AppDeps): Promise<void> {
  ctx.set('X-Content-Type-Options', 'nosniff');
  try {
    await next();
  } catch (error) {
    const problem = toProblem(error);
    if (problem.unexpected) onUnexpected(error);
    // Refused before anybody looked at it, for want of the token for instance.
    if (ctx.path === '/v1/traces') {
      intake.counters.refused(problem.status);
      refuseExport(ctx, problem);
      return;
    }
    ctx.status = problem.status;
    ctx.set(problem.headers);
    ctx.body = { detail: problem.message } satisfies Problem;
  }
}

function fallback(ctx: Context, { page }: AppDeps): void {
  if (/^\/(api|v1|health|mcp|metrics)(\/|$)/.test(ctx.path)) throw new RequestRefusedError(404, `There is no ${ctx.path} here.`);
  if (ctx.method !== 'GET' && ctx.method !== 'HEAD') methodNotAllowed('GET, HEAD')(ctx);
  page.serve(ctx);
}

function methodNotAllowed(allowed: string) {
  return (ctx: Context): never => {
    throw new RequestRefusedError(405, `${ctx.path} takes ${allowed}, not ${ctx.method}.`, { headers: { Allow: allowed } });
  };
}
