import type { RouterContext } from '@koa/router';
import { z } from 'zod';

import type { Query } from '../../../contract/query/query-ast.ts';
import { toNanoseconds } from '../../../contract/time.ts';
import { toProblem } from '../../http-problem.ts';
import type { Endpoint } from '../endpoint.ts';
import type { AppDeps } from '../app-deps.ts';

// Jaeger's query API, version 3, as Jaeger 2.13 answers it: Grafana and Jaeger's own page can read from here.

const NANOSECONDS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 };
const MAX_TRACES = 1_000;
const DEFAULT_TRACES = 20;

const JaegerRefusal = z.object({ error: z.object({ httpCode: z.number().int(), message: z.string() }) });

class JaegerError extends Error {
  readonly code = 'jaeger';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'JaegerError';
    this.status = status;
  }
}

export const JAEGER_ROUTES: readonly Endpoint[] = [
  route('/api/v3/services', 'Jaeger: the services.', async (_ctx, { store }) => ({ services: (await store.stats()).services })),
  route('/api/v3/operations', 'Jaeger: the operations of a service.', async (ctx, { store }) => {
    const operations = await store.names.operations(one(ctx, 'service') ?? '');
    const kind = one(ctx, 'span_kind');
    return { operations: kind === undefined ? operations : operations.filter(({ spanKind }) => spanKind === kind) };
  }),
  route('/api/v3/traces/{trace_id}', 'Jaeger: a trace.', async (ctx, { store }) => {
    const id = ctx.params['trace_id'] ?? '';
    if (!/^[0-9a-f]{1,32}$/i.test(id)) throw new JaegerError(400, `malformed parameter trace_id: ${JSON.stringify(id)} has other characters than up to 32 hexadecimal digits`);
    const traces = await store.otlp.read([id.toLowerCase().padStart(32, '0')]);
    if (traces.resourceSpans.length === 0) throw new JaegerError(404, 'No traces found');
    return { result: traces };
  }, z.object({ trace_id: z.string() })),
  route('/api/v3/traces', 'Jaeger: traces that fit.', async (ctx, { store }) => {
    const parts: Query[] = [];
    const service = one(ctx, 'query.service_name');
    const name = one(ctx, 'query.operation_name');
    if (service !== undefined) parts.push({ type: 'names', field: 'service', patterns: [service], negated: false, literal: true, ofSpan: true });
    if (name !== undefined) parts.push({ type: 'names', field: 'name', patterns: [name], negated: false, literal: true });
    for (const [parameter, comparison] of [['query.duration_min', '>='], ['query.duration_max', '<=']] as const) {
      const value = duration(one(ctx, parameter), parameter);
      if (value !== undefined) parts.push({ type: 'number', field: 'duration', comparison, value });
    }
    for (const [key, value] of attributes(one(ctx, 'query.attributes'))) parts.push({ type: 'attribute', of: 'span', key, comparison: '=', value, literal: true });
    const [from, until] = [moment(ctx, 'query.start_time_min'), moment(ctx, 'query.start_time_max')];
    if (from === undefined || until === undefined) throw new JaegerError(400, 'query.start_time_min and query.start_time_max are required');
    const asked = one(ctx, 'query.num_traces') ?? one(ctx, 'query.search_depth') ?? String(DEFAULT_TRACES);
    if (!/^\d{1,6}$/.test(asked) || asked === '0') throw new JaegerError(400, `malformed parameter query.num_traces: expected a number from 1 on, found ${JSON.stringify(asked)}`);
    const { traces } = await store.list.page({ query: parts.length === 0 ? { type: 'all' } : { type: 'and', parts }, sort: 'start', from, until, limit: Math.min(Number(asked), MAX_TRACES) });
    if (traces.length === 0) throw new JaegerError(404, 'No traces found');
    return { result: await store.otlp.read(traces.map(({ id }) => id)) };
  }),
];

function route(path: string, about: string, handle: (ctx: RouterContext, deps: AppDeps) => Promise<object>, params?: z.ZodObject): Endpoint {
  return {
    method: 'GET',
    path,
    about,
    params,
    answer: { media: 'application/json' },
    refusal: JaegerRefusal,
    serve: async (ctx, deps) => {
      try {
        ctx.body = await handle(ctx, deps);
      } catch (error) {
        const { status, message, unexpected } = error instanceof JaegerError ? { status: error.status, message: error.message, unexpected: false } : toProblem(error);
        if (unexpected) deps.onUnexpected(error);
        ctx.status = status;
        ctx.body = { error: { httpCode: status, message } };
      }
    },
  };
}

function one(ctx: RouterContext, name: string): string | undefined {
  const value = ctx.query[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined || first === '' ? undefined : first;
}

function moment(ctx: RouterContext, name: string): bigint | undefined {
  const text = one(ctx, name);
  if (text === undefined) return undefined;
  const read = z.iso.datetime({ offset: true }).safeParse(text);
  if (!read.success) throw new JaegerError(400, `malformed parameter ${name}: expected a time such as 2026-11-27T18:00:00Z, found ${JSON.stringify(text)}`);
  return toNanoseconds(read.data);
}

/** As Go writes durations: `1h2m3.5s`. */
function duration(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) throw new JaegerError(400, `malformed parameter ${name}: expected a duration such as 1.5s, found ${JSON.stringify(text)}`);
  return parts.reduce((sum, [, value, unit = 'ns']) => sum + Number(value) * (NANOSECONDS[unit] ?? 1), 0);
}

/** A JSON object of texts. */
function attributes(text: string | undefined): readonly [string, string][] {
  if (text === undefined) return [];
  try {
    return Object.entries(z.record(z.string(), z.string()).parse(JSON.parse(text)));
  } catch {
    throw new JaegerError(400, 'malformed parameter query.attributes: expected a JSON object of texts');
  }
}
