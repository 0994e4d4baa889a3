import type { IncomingHttpHeaders } from 'node:http';
import Koa, { type Context } from 'koa';
import { Authenticator } from './http/auth/authenticator.ts';
import { cors } from './http/cors.ts';
import { errorBody, errorResponse, type FailedRequest } from './http/error-response.ts';
import { hostCheck } from './http/host-check.ts';
import { HTTPError, STOPPING } from './http/http-error.ts';
import type { ProjectInfo } from './http/openapi.ts';
import type { PageFiles } from './http/pages/page-files.ts';
import { requestIdOf } from './http/request-id.ts';
import { addLoginRoutes, letIn } from './http/routes/login-routes.ts';
import { addProgramRoutes } from './http/routes/program-routes.ts';
import { decodedPath, methodNotAllowed, methodOf, RouteTable } from './http/routes/route.ts';
import { addPromptRunRoutes } from './http/routes/prompt-run-routes.ts';
import { addServerRoutes } from './http/routes/server-routes.ts';
import { SECURITY_HEADERS } from './http/security-headers.ts';
import type { ServerSettings } from './http/server-settings.ts';
import type { ProgramRunner } from './load/program-runner.ts';
import type { CallLog } from './call-logs/call-log.ts';
import type { ServerFigures } from './metrics/figures.ts';
import type { PromptOrigin } from './prompt-runs/prompt-run.ts';
import type { PromptRuns } from './prompt-runs/prompt-runs.ts';
import type { Served } from './programs/program.ts';

/** The trace that the request being served is part of. */
export interface RequestTrace {
  /** Told which route the request belongs to as soon as that is known. */
  readonly nameRoute: (route: string) => void;
  /** 32 hexadecimal digits; answered as `X-Trace-Id`, so that a caller finds the trace of its request. */
  readonly traceId: () => string | undefined;
  /** Ties the request's trace to a span of another. */
  readonly linkTo: (origin: PromptOrigin) => void;
  /** Answers the request so that its spans have what its headers say of it. */
  readonly withHeaders: <T>(headers: IncomingHttpHeaders, answer: () => T) => T;
}

/** What the app serves and how it tells about it. */
export interface AppDependencies {
  readonly project: ProjectInfo;
  readonly served: Served;
  readonly settings: ServerSettings;
  readonly runner: ProgramRunner;
  /** What was done so far, by all processes that serve. */
  readonly figures: () => Promise<ServerFigures>;
  /** Tells the newest calls. */
  readonly logs: Pick<CallLog, 'newest'>;
  /** What `/` answers, and the files it loads. */
  readonly page: PageFiles;
  /** Answers `/mcp`; absent unless that is wanted. */
  readonly mcp?: ((ctx: Context) => Promise<void>) | undefined;
  /** Answers `/api/prompt-runs`; absent unless that is wanted. */
  readonly promptRuns?: PromptRuns | undefined;
  /** Whether this process is on its way out: it still answers, and closes each connection after that. */
  readonly leaving: () => boolean;
  /** Whether nothing takes its place. */
  readonly stopping: () => boolean;
  /** Absent when tracing is off. */
  readonly trace?: RequestTrace | undefined;
  /** Told of every answer that is a server error, with what caused it. */
  readonly onError: (error: unknown, request: FailedRequest) => void;
}

declare module 'koa' {
  interface DefaultState {
    /** By what logs and traces know the request. */
    ids: { readonly requestId: string; readonly traceId: string | undefined };
  }
}

/** A server that stops listens until its calls have ended, so that whoever asks hears that it stops. */
const ANSWERED_WHILE_STOPPING: ReadonlySet<string> = new Set(['/health', '/health/live', '/health/ready', '/metrics']);

/** The HTTP API over programs. It never listens: `createServer(createApp(…).callback())` does. */
export function createApp(deps: AppDependencies): Koa {
  const app = new Koa();
  app.silent = true;
  const serve = server(deps);
  const answer = async (ctx: Context): Promise<void> => {
    ctx.state.ids = { requestId: requestIdOf(ctx.req), traceId: deps.trace?.traceId() };
    setHeaders(ctx);
    try {
      await serve(ctx);
    } catch (error) {
      answerError(ctx, error, deps);
    }
    if (deps.leaving() || isStream(ctx)) ctx.set('connection', 'close');
  };
  const { trace } = deps;
  app.use(trace ? (ctx) => trace.withHeaders(ctx.headers, () => answer(ctx)) : answer);
  return app;
}

function server(deps: AppDependencies): (ctx: Context) => void | Promise<void> {
  const { settings, trace } = deps;
  const authenticator = settings.authToken === undefined ? undefined : new Authenticator(settings.authToken);
  const checkHost = hostCheck(settings.allowedHosts);
  const answerOrigins = cors(settings.corsOrigins);
  const routes = routesOf(deps, authenticator);
  return (ctx) => {
    checkHost(ctx.socket.localAddress, ctx.headers.host);
    if (answerOrigins?.(ctx)) return undefined;
    const found = routes.find(decodedPath(ctx.path) ?? '');
    const method = found && methodOf(found, ctx.method);
    if (authenticator && method?.isPublic !== true && !letIn(ctx, authenticator, settings.corsOrigins)) return undefined;
    if (!found) throw new HTTPError(404, 'Not Found');
    trace?.nameRoute(found.name);
    if (!method) throw methodNotAllowed(found);
    if (deps.stopping() && !ANSWERED_WHILE_STOPPING.has(found.name)) return refuse(ctx);
    return method.handle(ctx, found.rest);
  };
}

function routesOf(deps: AppDependencies, authenticator: Authenticator | undefined): RouteTable {
  const table = new RouteTable();
  addServerRoutes(table, deps);
  if (authenticator) addLoginRoutes(table, authenticator);
  const { mcp, promptRuns, served } = deps;
  if (mcp) table.add('/mcp', { name: '/mcp', handlers: { POST: mcp, GET: mcp, DELETE: mcp } });
  if (promptRuns) addPromptRunRoutes(table, promptRuns, deps);
  for (const program of served.programs.values()) addProgramRoutes(table, program, deps);
  return table;
}

/**
 * Events are answered for so long that the process may be on its way out when they end, which is too late for a header. A
 * connection that was kept open would bring one more request to programs that have been replaced.
 */
function isStream(ctx: Context): boolean {
  return ctx.response.get('content-type').startsWith('text/event-stream');
}

/** Nothing has failed, so nobody is told but the caller. */
function refuse(ctx: Context): void {
  ctx.set('retry-after', '1');
  ctx.status = 503;
  ctx.body = errorBody(STOPPING, ctx.state.ids);
}

function setHeaders(ctx: Context): void {
  const { requestId, traceId } = ctx.state.ids;
  ctx.set(SECURITY_HEADERS);
  ctx.set('x-request-id', requestId);
  if (traceId !== undefined) ctx.set('x-trace-id', traceId);
}

function answerError(ctx: Context, error: unknown, { onError }: AppDependencies): void {
  const { status, body, headers } = errorResponse(error);
  ctx.set(headers);
  ctx.status = status;
  ctx.body = errorBody(body.detail, ctx.state.ids);
  if (status >= 500) onError(error, { method: ctx.method, path: ctx.path, status });
}
