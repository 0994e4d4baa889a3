import type { RouterContext } from '@koa/router';
import { z } from 'zod';

import { readBody } from '../ingest/request-body.ts';
import { RequestRefusedError } from '../ingest/request-refused-error.ts';
import type { AppDeps } from './app-deps.ts';

type Shape = z.ZodRawShape;

/** What an endpoint answers: a body with a schema, or a media type whose bodies have none. */
type Answer = { readonly schema: z.ZodType } | { readonly media: string } | { readonly empty: true };

/** One operation of the API: what it takes, what it answers, and how. The document at `/api/openapi.json` is made of these. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As in OpenAPI, `/api/traces/{id}`. */
  readonly path: string;
  readonly about: string;
  readonly params?: z.ZodObject | undefined;
  readonly query?: z.ZodObject | undefined;
  readonly body?: z.ZodType | undefined;
  readonly answer: Answer;
  /** Of answers with a 4xx or 5xx status, where it is not `Problem`. */
  readonly refusal?: z.ZodType;
  readonly serve: (ctx: RouterContext, deps: AppDeps) => Promise<void>;
}

interface Definition<Params extends Shape, Query extends Shape, Body extends z.ZodType, Out extends z.ZodType> extends Omit<Endpoint, 'params' | 'query' | 'body' | 'answer' | 'serve'> {
  readonly params?: z.ZodObject<Params>;
  readonly query?: z.ZodObject<Query>;
  readonly body?: Body;
  readonly answer: Out;
  readonly handle: (input: Input<Params, Query, Body>, deps: AppDeps) => z.input<Out> | Promise<z.input<Out>>;
}

interface Input<Params extends Shape, Query extends Shape, Body extends z.ZodType> {
  readonly params: z.infer<z.ZodObject<Params>>;
  readonly query: z.infer<z.ZodObject<Query>>;
  readonly body: z.infer<Body>;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

/** An operation that answers JSON. Its input is checked before `handle` runs. */
export function endpoint<Params extends Shape, Query extends Shape, Body extends z.ZodType, Out extends z.ZodType>(
  definition: Definition<Params, Query, Body, Out>,
): Endpoint {
  const { params, query, body, answer, handle, ...rest } = definition;
  return {
    ...rest,
    params,
    query,
    body,
    answer: { schema: answer },
    serve: async (ctx, deps) => {
      const gone = new AbortController();
      // A request closes as soon as its body is read.
      ctx.res.once('close', () => gone.abort());
      ctx.body = await handle({ ...readInput(ctx, params, query), body: await readJson(ctx, body, deps), signal: gone.signal }, deps);
    },
  };
}

/** The checked parameters of path and query. @throws RequestRefusedError 400 */
export function readInput<Params extends Shape, Query extends Shape>(
  ctx: RouterContext, params: z.ZodObject<Params> | undefined, query: z.ZodObject<Query> | undefined,
): { params: z.infer<z.ZodObject<Params>>; query: z.infer<z.ZodObject<Query>> } {
  return {
    params: check(params, ctx.params, 'The path is not valid') as z.infer<z.ZodObject<Params>>,
    query: check(query?.strict(), ctx.query, 'The query is not valid') as z.infer<z.ZodObject<Query>>,
  };
}

function check(schema: z.ZodType | undefined, value: unknown, what: string): unknown {
  const read = (schema ?? z.object({})).safeParse(value);
  if (read.success) return read.data;
  const issues = read.error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
  throw new RequestRefusedError(400, `${what}: ${issues.join('; ')}.`);
}

async function readJson<Body extends z.ZodType>(ctx: RouterContext, schema: Body | undefined, { budget, limits }: AppDeps): Promise<z.infer<Body>> {
  if (schema === undefined) return undefined as z.infer<Body>;
  if (!ctx.is('application/json')) throw new RequestRefusedError(415, 'Send JSON with the content type application/json.');
  using charge = budget.open();
  const text = (await readBody(ctx.req, limits, charge)).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new RequestRefusedError(400, `The body is not JSON: ${cause instanceof Error ? cause.message : String(cause)}.`, { cause });
  }
  return check(schema, value, 'The body is not valid') as z.infer<Body>;
}
