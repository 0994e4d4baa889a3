import { InputError } from '@dspy-otel/dspy';
import type { Context } from 'koa';
import type { AppDependencies } from '../../app.ts';
import type { APIGateway, GatewayRequest } from '../../gateways/gateway.ts';
import { gatewayPath } from '../../gateways/read-gateways.ts';
import { callerGone, type CallOrigin } from '../../load/program-runner.ts';
import { isBehindGateway, type Program } from '../../programs/program.ts';
import { answerEvents, wantsEvents } from '../event-stream.ts';
import { HTTPError } from '../http-error.ts';
import { parseObject, readBytes, readJSONObject } from '../read-body.ts';
import { validationDetails } from '../validation-details.ts';
import type { Handler, RouteTable } from './route.ts';

type Values = Readonly<Record<string, unknown>>;

/** Adds a program's route, or those of its gateways in place of it. */
export function addProgramRoutes(table: RouteTable, program: Program, deps: AppDependencies): void {
  for (const gateway of program.apiGateways) {
    const path = gatewayPath(gateway, program.name);
    table.add(path, { name: path, handlers: { [gateway.method]: mapped(program, gateway, deps) }, isPublic: !gateway.requiresAuth });
  }
  if (isBehindGateway(program)) return;
  table.add(`/${program.name}`, { name: `/${program.name}`, handlers: { POST: direct(program, deps) } });
  table.add(`/${program.name}/`, { name: `/${program.name}/`, handlers: { POST: redirect(program) } });
}

/** Runs a program with the body of the request as its inputs. */
export function direct(program: Program, deps: AppDependencies): Handler {
  return async (ctx) => {
    const inputs = checkedInputs(program, await readJSONObject(ctx.req, deps.settings.bodyLimitBytes, { isFree: !program.signature }));
    const origin = originOf(ctx);
    if (wantsEvents(ctx)) {
      const events = await deps.runner.stream(program, inputs, origin);
      answerEvents(ctx, events, origin.cancel.signal, (error, status) => {
        if (status >= 500) deps.onError(error, { method: ctx.method, path: ctx.path, status });
      });
      return;
    }
    answerJSON(ctx, await deps.runner.run(program, inputs, origin));
  };
}

function redirect({ name }: Program): Handler {
  return (ctx) => {
    ctx.body = '';
    ctx.status = 307;
    ctx.set('location', `/${encodeURIComponent(name)}${ctx.search}`);
  };
}

function mapped(program: Program, gateway: APIGateway, deps: AppDependencies): Handler {
  return async (ctx) => {
    const query = lastValues(ctx.query);
    const rawBody = gateway.method === 'GET' ? Buffer.alloc(0) : await readBytes(ctx.req, deps.settings.bodyLimitBytes);
    const request: GatewayRequest = { method: ctx.method, path: ctx.path, headers: ctx.headers, query, rawBody };
    const body = gateway.method === 'GET' ? query : parseObject(rawBody, ctx.get('content-type'), { orForm: true });
    const origin = originOf(ctx);
    const given = await deps.runner.within(program, origin, async (run) => {
      const inputs = checkedInputs(program, await gateway.toPipelineInputs(body, request));
      const output = await run(inputs);
      return gateway.fromPipelineOutput(JSON.parse(output) as Values, request);
    });
    const answer = JSON.stringify(given) as string | undefined;
    if (answer === undefined) throw new HTTPError(500, `The gateway of ${program.name} returned nothing that is JSON`);
    answerJSON(ctx, answer);
  };
}

function answerJSON(ctx: Context, text: string): void {
  ctx.type = 'application/json';
  ctx.body = text;
}

/** @throws {HTTPError} 422 with one entry per problem. */
export function checkedInputs(program: Program, body: Values): Values {
  if (!program.signature) return body;
  try {
    return program.signature.parseInputs(body) as Values;
  } catch (error) {
    if (error instanceof InputError) throw new HTTPError(422, validationDetails(error, body), { cause: error });
    throw error;
  }
}

/** Cancelled when the caller goes away before it has its answer: nobody should pay for what nobody reads. */
export function originOf(ctx: Context): CallOrigin {
  const cancel = new AbortController();
  ctx.res.once('close', () => {
    if (!ctx.res.writableFinished) cancel.abort(callerGone());
  });
  return { cancel, ...ctx.state.ids };
}

function lastValues(query: Context['query']): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? (value.at(-1) ?? '') : (value ?? '')]));
}
