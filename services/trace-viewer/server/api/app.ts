import { Router, type RouterContext } from '@koa/router';
import Koa, { type Context, type Next } from 'koa';
import { z } from 'zod';

import type { Problem } from '../../contract/problem.ts';
import { TraceId } from '../../contract/scalars.ts';
import type { Reset, Stats } from '../../contract/stats.ts';
import { TraceListQuery, type TraceList } from '../../contract/trace-list.ts';
import { errorCode } from '../error-code.ts';
import { toProblem } from '../http-problem.ts';
import type { ByteBudget } from '../ingest/byte-budget.ts';
import { preflight } from '../ingest/cors.ts';
import { exportTraces } from '../ingest/otlp-http.ts';
import type { BodyLimits } from '../ingest/request-body.ts';
import { RequestRefusedError } from '../ingest/request-refused-error.ts';
import type { SpanIntake } from '../ingest/span-intake.ts';
import type { SpanStore } from '../store/span-store.ts';
import type { EventStreams } from './event-stream.ts';
import { hostCheck, sameOriginCheck } from './host-check.ts';
import type { PageFiles } from './page-files.ts';
import type { TraceFeed } from './trace-feed.ts';
import { toTraceSummary } from './trace-summary.ts';
import { toTrace } from './trace-tree.ts';

export interface AppDeps {
  readonly store: SpanStore;
  readonly intake: SpanIntake;
  readonly feed: TraceFeed;
  readonly streams: EventStreams;
  readonly page: PageFiles;
  readonly budget: ByteBudget;
  readonly limits: BodyLimits;
  /** Names other than `localhost`, addresses and names without dots under which the viewer answers. */
  readonly allowedHosts: readonly string[];
  /** Told of errors that are nobody's bad input. */
  readonly onUnexpected: (error: unknown) => void;
}

/** Codes of clients that hang up. */
const BROKEN_CONNECTION = /^(HPE_|ECONN|EPIPE|ERR_STREAM_)/;

/** The viewer's HTTP side: OTLP, API and page. Listens nowhere by itself. */
export function createApp(deps: AppDeps): Koa {
  const app = new Koa();
  app.on('error', (error: unknown) => {
    if (!BROKEN_CONNECTION.test(errorCode(error) ?? '')) deps.onUnexpected(error);
  });
  app.use(async (ctx, next) => answerErrors(ctx, next, deps));
  app.use(hostCheck(deps.allowedHosts));

  const router = new Router();
  router.options('/v1/traces', preflight);
  router.all('/v1/traces', async (ctx) => exportTraces(ctx, deps));

  router.use('/api', sameOriginCheck);
  const routes: Route[] = [
    ['GET', '/api/traces', async (ctx) => listTraces(ctx, deps)],
    ['GET', '/api/traces/:id', async (ctx) => readTrace(ctx, deps)],
    ['GET', '/api/stats', async (ctx) => readStats(ctx, deps)],
    ['POST', '/api/reset', async (ctx) => reset(ctx, deps)],
    ['GET', '/api/events', (ctx) => openEvents(ctx, deps)],
    ['GET', '/health/live', live],
    ['GET', '/health/ready', async (ctx) => ready(ctx, deps)],
  ];
  for (const [method, path, handler] of routes) {
    router.register(path, method === 'GET' ? ['GET', 'HEAD'] : [method], handler);
    router.all(path, methodNotAllowed(method === 'GET' ? 'GET, HEAD' : method));
  }

  app.use(router.routes());
  app.use((ctx) => fallback(ctx, deps));
  return app;
}

type Route = [method: 'GET' | 'POST', path: string, handler: (ctx: RouterContext) => void | Promise<void>];

async function answerErrors(ctx: Context, next: Next, { onUnexpected }: AppDeps): Promise<void> {
  ctx.set('X-Content-Type-Options', 'nosniff');
  try {
    await next();
  } catch (error) {
    const problem = toProblem(error);
    if (problem.unexpected) onUnexpected(error);
    ctx.status = problem.status;
    ctx.set(problem.headers);
    ctx.body = { detail: problem.message } satisfies Problem;
  }
}

async function listTraces(ctx: Context, { store }: AppDeps): Promise<void> {
  const query = TraceListQuery.safeParse(ctx.query);
  if (!query.success) throw badQuery(query.error);
  const traces = await store.traces(query.data);
  ctx.body = { traces: traces.map(toTraceSummary) } satisfies TraceList;
}

async function readTrace(ctx: RouterContext, { store }: AppDeps): Promise<void> {
  const id = ctx.params['id'] ?? '';
  const traceId = TraceId.safeParse(id.toLowerCase());
  if (!traceId.success) throw new RequestRefusedError(400, `${JSON.stringify(id)} is not a trace id: it has 32 hexadecimal digits.`);
  const spans = await store.trace(traceId.data);
  if (spans.length === 0) throw new RequestRefusedError(404, `There is no trace ${traceId.data}.`);
  ctx.body = toTrace(traceId.data, spans);
}

async function readStats(ctx: Context, { store }: AppDeps): Promise<void> {
  const { traces, services, spans } = await store.stats();
  ctx.body = { traces, services, total_spans: spans } satisfies Stats;
}

async function reset(ctx: Context, { store, feed }: AppDeps): Promise<void> {
  const cleared = await store.reset();
  feed.reset(cleared);
  ctx.body = { cleared } satisfies Reset;
}

function openEvents(ctx: Context, { streams }: AppDeps): void {
  if (streams.full) throw new RequestRefusedError(503, 'Too many clients listen already.', { headers: { 'Retry-After': '5' } });
  if (ctx.method === 'HEAD') {
    ctx.type = 'text/event-stream';
    ctx.status = 200;
    return;
  }
  ctx.respond = false;
  streams.serve(ctx.res);
}

function live(ctx: Context): void {
  ctx.body = { status: 'ok' };
}

async function ready(ctx: Context, { store }: AppDeps): Promise<void> {
  await store.ping();
  ctx.body = { status: 'ok' };
}

function fallback(ctx: Context, { page }: AppDeps): void {
  if (/^\/(api|v1|health)(\/|$)/.test(ctx.path)) throw new RequestRefusedError(404, `There is no ${ctx.path} here.`);
  if (ctx.method !== 'GET' && ctx.method !== 'HEAD') methodNotAllowed('GET, HEAD')(ctx);
  page.serve(ctx);
}

function methodNotAllowed(allowed: string) {
  return (ctx: Context): never => {
    throw new RequestRefusedError(405, `${ctx.path} takes ${allowed}, not ${ctx.method}.`, { headers: { Allow: allowed } });
  };
}

function badQuery(error: z.ZodError): RequestRefusedError {
  const issues = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return new RequestRefusedError(400, `The query is not valid: ${issues.join('; ')}.`);
}
