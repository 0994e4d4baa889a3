import type { Context } from 'koa';
import type { AppDependencies } from '../../app.ts';
import { gatewayPath } from '../../gateways/read-gateways.ts';
import { METRICS_SORT_KEYS, programMetrics, sortedMetrics } from '../../metrics/program-metrics.ts';
import { PROMETHEUS_TYPE, prometheusText } from '../../metrics/prometheus.ts';
import type { Program } from '../../programs/program.ts';
import { HTTPError } from '../http-error.ts';
import { openAPI } from '../openapi.ts';
import { STYLE } from '../pages/page.ts';
import type { RouteTable } from './route.ts';

const MOST_LOGS = 1000;

/** `/api/page` */
export interface PageSettings {
  readonly title: string;
  readonly description: string;
  /** A trace is at `/traces/{id}` below it. */
  readonly viewer_url: string;
  /** Whether calls leave traces. */
  readonly is_traced: boolean;
  /** Whether callers need the key, so that one can sign out. */
  readonly is_guarded: boolean;
}

/** Adds what the server says of itself. */
export function addServerRoutes(table: RouteTable, deps: AppDependencies): void {
  const { settings, served, figures, logs, page } = deps;
  const get = (path: string, answer: (ctx: Context) => unknown, isPublic = false): void =>
    table.add(path, { name: path, isPublic, handlers: { GET: async (ctx) => void (ctx.body = await answer(ctx)) } });

  table.add('/', { name: '/', handlers: { GET: (ctx) => page.page(ctx) } });
  table.addBelow('/assets/', { name: '/assets/{file}', isPublic: true, handlers: { GET: (ctx, name) => page.asset(ctx, name) } });
  table.add('/static/style.css', { name: '/static/style.css', isPublic: true, handlers: { GET: (ctx) => void ((ctx.type = 'text/css'), (ctx.body = STYLE)) } });
  // Pages of Python's server: where they lead to now. The page has its icon elsewhere, and a browser that asks for one is no visitor to be led to the form.
  table.add('/docs', { name: '/docs', handlers: { GET: (ctx) => redirect(ctx, '/') } });
  table.addBelow('/ui/', { name: '/ui/{program}', handlers: { GET: (ctx, name) => redirect(ctx, `/#/${encodeURIComponent(known(name, deps))}`) } });
  get('/favicon.ico', () => { throw new HTTPError(404, 'Not Found'); }, true);
  get('/programs', () => ({ programs: [...served.programs.values()].map(described) }));
  get('/api/page', () => pageSettings(deps));
  get('/openapi.json', () => openAPI(deps.project, served.programs.values(), settings, deps.promptRuns?.program));
  if (settings.authToken !== undefined) get('/health', () => ({ status: 'ok' }), true);
  get('/health/live', () => ({ status: 'alive' }), true);
  get('/health/ready', (ctx) => readiness(ctx, deps), true);
  get('/metrics', async (ctx) => {
    ctx.set('content-type', PROMETHEUS_TYPE);
    return prometheusText(await figures(), served.programs.keys());
  });
  get('/api/metrics', async ({ query }) => {
    const by = choice(query, 'sort_by', METRICS_SORT_KEYS, 'calls');
    const order = choice(query, 'order', ['asc', 'desc'], by === 'name' ? 'asc' : 'desc');
    return { programs: sortedMetrics(await figures(), served.programs.keys(), by, order) };
  });
  table.addBelow('/api/metrics/', { name: '/api/metrics/{program}', handlers: { GET: async (ctx, name) => void (ctx.body = { metrics: programMetrics(await figures(), known(name, deps)) }) } });
  table.addBelow('/api/logs/', {
    name: '/api/logs/{program}',
    handlers: {
      GET: async (ctx, name) => {
        const [program, limit] = [known(name, deps), limitOf(ctx.query)];
        const entries = await logs.newest(program, limit);
        ctx.body = { logs: entries, count: entries.length };
      },
    },
  });
}

function redirect(ctx: Context, location: string): void {
  ctx.body = '';
  ctx.status = 302;
  ctx.set('location', location);
}

function described(program: Program): Record<string, unknown> {
  const { name, model, signature, apiGateways } = program;
  const gateways = apiGateways.map((gateway) => ({ method: gateway.method, path: gatewayPath(gateway, name), requires_auth: gateway.requiresAuth }));
  return {
    name,
    model,
    endpoint: gateways[0]?.path ?? `/${name}`,
    signature: signature?.toString() ?? null,
    input_schema: signature?.inputSchema() ?? null,
    output_schema: signature?.outputSchema() ?? null,
    ...(gateways.length > 0 ? { gateways } : {}),
  };
}

/** What the page has to know beside the programs. */
function pageSettings({ project, settings, trace }: AppDependencies): PageSettings {
  const { title, description } = project;
  const isGuarded = settings.authToken !== undefined;
  return { title, description, viewer_url: settings.viewerURL, is_traced: trace !== undefined, is_guarded: isGuarded };
}

/** Who asks need not be known to ask, so under `--auth` it tells less. */
function readiness(ctx: Context, { served, stopping, settings }: AppDependencies): Record<string, unknown> {
  const { programs, failures } = served;
  if (stopping()) ctx.status = 503;
  const shown = settings.authToken === undefined ? failures : failures.map(({ file }) => ({ file }));
  return { status: stopping() ? 'stopping' : 'ready', programs: programs.size, ...(failures.length > 0 ? { failures: shown } : {}) };
}

/** @throws {HTTPError} 404 when no program has the name. */
function known(name: string, { served }: AppDependencies): string {
  if (!served.programs.has(name)) throw new HTTPError(404, `Program '${name.slice(0, 100)}' not found`);
  return name;
}

function choice<const T extends string>(query: Context['query'], name: string, allowed: readonly T[], fallback: T): T {
  const value = query[name] ?? fallback;
  const match = allowed.find((each) => each === value);
  if (match !== undefined) return match;
  throw invalidQuery(name, value, 'literal_error', `Input should be one of ${allowed.join(', ')}`);
}

function limitOf(query: Context['query']): number {
  const value = query['limit'] ?? '50';
  const limit = typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : 0;
  if (limit >= 1 && limit <= MOST_LOGS) return limit;
  throw invalidQuery('limit', value, 'int_parsing', `Input should be a valid integer from 1 to ${MOST_LOGS}`);
}

function invalidQuery(name: string, input: unknown, type: string, msg: string): HTTPError {
  return new HTTPError(422, [{ type, loc: ['query', name], msg, input }]);
}
