import type { JSONSchema } from '@dspy-otel/dspy';
import type { APIGateway } from '../gateways/gateway.ts';
import { gatewayPath } from '../gateways/read-gateways.ts';
import { METRICS_SORT_KEYS } from '../metrics/program-metrics.ts';
import { isBehindGateway, type Program } from '../programs/program.ts';
import { VERSION } from '../version.ts';
import { SESSION_COOKIE } from './auth/authenticator.ts';
import { PROMPT_RUNS_PATH } from './fixed-paths.ts';
import type { ServerSettings } from './server-settings.ts';

export interface ProjectInfo {
  readonly title: string;
  readonly description: string;
  /** Alias of the default model. */
  readonly defaultModel: string;
}

const ANY_OBJECT: JSONSchema = { type: 'object', additionalProperties: true };

/** The OpenAPI 3.1 description of what is served, with Python's names and extensions. @param promptRun sends prompts to models; absent unless that is wanted. */
export function openAPI(project: ProjectInfo, programs: Iterable<Program>, settings: Pick<ServerSettings, 'authToken'>, promptRun?: Program): Record<string, unknown> {
  const served = [...programs];
  const isGuarded = settings.authToken !== undefined;
  return {
    openapi: '3.1.0',
    info: {
      title: project.title,
      description: project.description,
      version: VERSION,
      'x-dspy-config': { default_model: project.defaultModel, programs_count: served.length },
      'x-dspy-programs': served.map(({ name, file, signature }) => ({ name, module_path: file, is_forward_typed: signature !== undefined })),
      'x-dspy-program-models': Object.fromEntries(served.map(({ name, model }) => [name, model])),
    },
    paths: pathsOf(served, promptRun, isGuarded),
    components: {
      schemas: { ...Object.fromEntries([...served, ...(promptRun ? [promptRun] : [])].flatMap(schemasOf)), ...ERROR_SCHEMAS },
      ...(isGuarded ? { securitySchemes: { key: { type: 'http', scheme: 'bearer' }, session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE } } } : {}),
    },
    ...(isGuarded ? { security: [{ key: [] }, { session: [] }] } : {}),
  };
}

type Operations = Record<string, Record<string, unknown>>;

function pathsOf(programs: readonly Program[], promptRun: Program | undefined, isGuarded: boolean): Record<string, Operations> {
  const paths: Record<string, Operations> = {};
  const add = (path: string, method: string, operation: Record<string, unknown>, isPublic = false): void => {
    const refused = isGuarded && !isPublic ? { 401: failure('Not Authenticated') } : {};
    paths[path] = { ...paths[path], [method]: { ...operation, ...(isGuarded && isPublic ? { security: [] } : {}), responses: { ...(operation['responses'] as object), ...refused, default: failure('Error') } } };
  };
  for (const program of programs) {
    if (!isBehindGateway(program)) add(`/${program.name}`, 'post', runOperation(program));
    for (const gateway of program.apiGateways) add(gatewayPath(gateway, program.name), gateway.method.toLowerCase(), gatewayOperation(program, gateway), !gateway.requiresAuth);
  }
  if (promptRun) {
    add(PROMPT_RUNS_PATH, 'get', reading('Models for Prompts', 'prompt_run_models'));
    add(PROMPT_RUNS_PATH, 'post', { ...runOperation(promptRun), summary: 'Send a Prompt', description: 'Send messages to a model of the registry as they are.', operationId: 'run_prompt' });
  }
  for (const [path, operation] of Object.entries(SERVER_OPERATIONS)) add(path, 'get', operation, path.startsWith('/health'));
  return paths;
}

function runOperation({ name }: Program): Record<string, unknown> {
  return {
    summary: 'Run Program',
    description: `Run ${name} with the given inputs. Asked for text/event-stream, it streams the fields as they are generated.`,
    operationId: `run_program_${name}_post`,
    requestBody: { content: json({ $ref: `#/components/schemas/${name}Request` }), required: true },
    responses: {
      200: { description: 'Successful Response', content: { ...json({ $ref: `#/components/schemas/${name}Response` }), 'text/event-stream': { schema: { type: 'string' } } } },
      ...RUN_FAILURES,
    },
  };
}

function gatewayOperation({ name }: Program, { method, path = `/${name}` }: APIGateway): Record<string, unknown> {
  return {
    summary: 'Run Program',
    description: `Run ${name} with what its gateway makes of the request.`,
    operationId: `run_program_${path.replace(/\W+/g, '_').replace(/^_/, '')}_${method.toLowerCase()}`,
    ...(method === 'GET' ? {} : { requestBody: { content: { ...json(ANY_OBJECT), 'application/x-www-form-urlencoded': { schema: ANY_OBJECT } }, required: true } }),
    responses: { 200: { description: 'Successful Response', content: json({}) }, ...RUN_FAILURES },
  };
}

function schemasOf({ name, signature }: Program): [string, JSONSchema][] {
  return [...component(`${name}Request`, signature?.inputSchema() ?? ANY_OBJECT), ...component(`${name}Response`, signature?.outputSchema() ?? ANY_OBJECT)];
}

/** A schema as a component, with each of its `$defs` as a component beside it: references count from the document. */
function component(title: string, { $defs, ...schema }: JSONSchema): [string, JSONSchema][] {
  const definitions = Object.entries(($defs ?? {}) as Record<string, JSONSchema>);
  const own: [string, JSONSchema][] = [[title, { ...schema, title }], ...definitions.map(([name, definition]): [string, JSONSchema] => [`${title}.${name}`, definition])];
  return own.map(([name, value]) => [name, withReferencesTo(title, value)]);
}

function withReferencesTo(title: string, schema: JSONSchema): JSONSchema {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' ? value.replace(/^#\/\$defs\//, `#/components/schemas/${title}.`) : value,
  ) as JSONSchema;
}

function json(schema: JSONSchema): Record<string, unknown> {
  return { 'application/json': { schema } };
}

function failure(description: string): Record<string, unknown> {
  return { description, content: json({ $ref: '#/components/schemas/HTTPError' }) };
}

function reading(summary: string, operationId: string, more: { readonly parameters?: readonly object[]; readonly responses?: object } = {}): Record<string, unknown> {
  const { parameters, responses } = more;
  return { summary, operationId, ...(parameters ? { parameters } : {}), responses: { 200: { description: 'Successful Response', content: json(ANY_OBJECT) }, ...responses } };
}

const INVALID = { 422: { description: 'Validation Error', content: json({ $ref: '#/components/schemas/HTTPValidationError' }) } };

const RUN_FAILURES = {
  413: failure('Request Body Too Large'),
  415: failure('The Body Is Compressed'),
  ...INVALID,
  429: { ...failure('Too Many Calls Wait'), headers: { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } } },
  500: failure('The Program Failed'),
  502: failure('The Model or Search Failed'),
  503: failure('The Model Is Overloaded, or the Server Stops'),
  504: failure('There Was No Answer in Time'),
};

const PROGRAM_NAME = { name: 'program', in: 'path', required: true, schema: { type: 'string' } };
const NO_PROGRAM = { 404: failure('No Such Program') };

const SERVER_OPERATIONS: Readonly<Record<string, Record<string, unknown>>> = {
  '/programs': reading('List Programs', 'list_programs'),
  '/health/live': reading('Liveness', 'health_live'),
  '/health/ready': reading('Readiness', 'health_ready', { responses: { 503: { description: 'The Server Stops', content: json(ANY_OBJECT) } } }),
  '/api/metrics': reading('Metrics of All Programs', 'metrics', {
    parameters: [
      { name: 'sort_by', in: 'query', schema: { type: 'string', enum: METRICS_SORT_KEYS, default: 'calls' } },
      { name: 'order', in: 'query', schema: { type: 'string', enum: ['asc', 'desc'] } },
    ],
    responses: INVALID,
  }),
  '/api/metrics/{program}': reading('Metrics of a Program', 'program_metrics', { parameters: [PROGRAM_NAME], responses: NO_PROGRAM }),
  '/api/logs/{program}': reading('Newest Calls of a Program', 'program_logs', {
    parameters: [PROGRAM_NAME, { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 1000, default: 50 } }],
    responses: { ...NO_PROGRAM, ...INVALID },
  }),
};

const ERROR_IDS = { request_id: { type: 'string', title: 'Request Id' }, trace_id: { type: 'string', title: 'Trace Id' } };

const ERROR_SCHEMAS = {
  HTTPError: { type: 'object', title: 'HTTPError', properties: { detail: { title: 'Detail' }, ...ERROR_IDS }, required: ['detail', 'request_id'] },
  HTTPValidationError: {
    type: 'object',
    title: 'HTTPValidationError',
    properties: { detail: { type: 'array', title: 'Detail', items: { $ref: '#/components/schemas/ValidationError' } }, ...ERROR_IDS },
    required: ['detail', 'request_id'],
  },
  ValidationError: {
    type: 'object',
    title: 'ValidationError',
    properties: {
      type: { type: 'string', title: 'Error Type' },
      loc: { type: 'array', title: 'Location', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] } },
      msg: { type: 'string', title: 'Message' },
      input: { title: 'Input' },
      ctx: { type: 'object', title: 'Context' },
    },
    required: ['type', 'loc', 'msg'],
  },
};
