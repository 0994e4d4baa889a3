import { Router } from '@koa/router';
import { InputError } from '@dspy-otel/dspy';
import Koa, { type Context } from 'koa';
import { errorResponse } from './http/error-response.ts';
import { HTTPError } from './http/http-error.ts';
import { openAPI, type ProjectInfo } from './http/openapi.ts';
import { readJSONObject } from './http/read-body.ts';
import { responseBody } from './http/response-body.ts';
import { validationDetails } from './http/validation-details.ts';
import type { Program, ProgramFailure } from './programs/program.ts';

/** The trace that the request being served is part of. */
export interface RequestTrace {
  /** Told which route the request belongs to as soon as that is known. */
  readonly nameRoute: (route: string) => void;
  /** 32 hexadecimal digits; answered as `X-Trace-Id`, so that a caller finds the trace of its request. */
  readonly traceId: () => string | undefined;
}

/** What the app serves and how it tells about it. */
export interface AppDependencies {
  readonly project: ProjectInfo;
  /** By name. */
  readonly programs: ReadonlyMap<string, Program>;
  /** Module files that could not be loaded; readiness names them. */
  readonly failures: readonly ProgramFailure[];
  /** Most bytes a request body may have. */
  readonly bodyLimit: number;
  /** Whether the server is on its way out; it still answers, and asks for no more. */
  readonly stopping: () => boolean;
  /** Absent when tracing is off. */
  readonly trace?: RequestTrace | undefined;
  /** Told of every answer that is a server error, with what caused it. */
  readonly onError: (error: unknown, request: { readonly method: string; readonly path: string; readonly status: number }) => void;
}

/** The HTTP API over programs. It never listens: `createServer(createApp(…).callback())` does. */
export function createApp(deps: AppDependencies): Koa {
  const app = new Koa();
  app.silent = true;
  app.use((ctx, next) => answerErrors(ctx, next, deps));
  app.use(routes(deps).routes());
  app.use(() => {
    throw new HTTPError(404, 'Not Found');
  });
  return app;
}

async function answerErrors(ctx: Context, next: () => Promise<unknown>, deps: AppDependencies): Promise<void> {
  const traceId = deps.trace?.traceId();
  if (traceId !== undefined) ctx.set('x-trace-id', traceId);
  try {
    await next();
  } catch (error) {
    const { status, body, headers } = errorResponse(error);
    ctx.set(headers);
    ctx.status = status;
    ctx.body = body;
    if (status >= 500) deps.onError(error, { method: ctx.method, path: ctx.path, status });
  }
  if (deps.stopping()) ctx.set('connection', 'close');
}

function routes(deps: AppDependencies): Router {
  const router = new Router({ sensitive: true, strict: true });
  router.all('/programs', only('GET', (ctx) => {
    ctx.body = { programs: [...deps.programs.values()].map(({ name, model }) => ({ name, model, endpoint: `/${name}` })) };
  }, deps));
  router.all('/openapi.json', only('GET', (ctx) => {
    ctx.body = openAPI(deps.project, deps.programs.values());
  }, deps));
  router.all('/health/live', only('GET', (ctx) => {
    ctx.body = { status: 'alive' };
  }, deps));
  router.all('/health/ready', only('GET', (ctx) => readiness(ctx, deps), deps));
  router.all('/:program', (ctx, next) => {
    const program = deps.programs.get(ctx.params['program'] ?? '');
    return program ? only('POST', () => run(ctx, program, deps), deps)(ctx) : next();
  });
  router.all('/:program/', (ctx, next) => {
    const program = deps.programs.get(ctx.params['program'] ?? '');
    if (!program) return next();
    ctx.body = '';
    ctx.status = 307;
    ctx.set('location', `/${encodeURIComponent(program.name)}${ctx.search}`);
    return undefined;
  });
  return router;
}

/** A route that takes one method; GET routes answer HEAD too. Anything else is 405. */
function only(method: 'GET' | 'POST', handle: (ctx: Context) => void | Promise<void>, deps: AppDependencies): (ctx: Context) => void | Promise<void> {
  return (ctx) => {
    deps.trace?.nameRoute(ctx.path);
    if (ctx.method === method || (method === 'GET' && ctx.method === 'HEAD')) return handle(ctx);
    throw new HTTPError(405, 'Method Not Allowed', { headers: { allow: method } });
  };
}

function readiness(ctx: Context, { programs, failures, stopping }: AppDependencies): void {
  if (stopping()) ctx.status = 503;
  ctx.body = { status: stopping() ? 'stopping' : 'ready', programs: programs.size, ...(failures.length > 0 ? { failures } : {}) };
}

async function run(ctx: Context, program: Program, { bodyLimit }: AppDependencies): Promise<void> {
  const body = await readJSONObject(ctx.req, bodyLimit);
  const result = await program.run(parseInputs(program, body), whenGone(ctx));
  ctx.type = 'application/json';
  ctx.body = responseBody(result, program);
}

function parseInputs(program: Program, body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!program.signature) return body;
  try {
    return program.signature.parseInputs(body) as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (error instanceof InputError) throw new HTTPError(422, validationDetails(error, body), { cause: error });
    throw error;
  }
}

/** Fires when the caller goes away before it has its answer: nobody should pay for what nobody reads. */
function whenGone(ctx: Context): AbortSignal {
  const controller = new AbortController();
  ctx.res.once('close', () => {
    if (!ctx.res.writableFinished) controller.abort(new Error('the caller closed the connection'));
  });
  return controller.signal;
}
