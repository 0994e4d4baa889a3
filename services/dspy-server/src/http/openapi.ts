import type { JSONSchema } from '@dspy-otel/dspy';
import type { Program } from '../programs/program.ts';

export interface ProjectInfo {
  readonly title: string;
  readonly description: string;
  /** Alias of the default model. */
  readonly defaultModel: string;
}

const ANY_OBJECT: JSONSchema = { type: 'object', additionalProperties: true };

/** The OpenAPI 3.1 description of what is served, with Python's names and extensions. */
export function openAPI(project: ProjectInfo, programs: Iterable<Program>): Record<string, unknown> {
  const served = [...programs];
  return {
    openapi: '3.1.0',
    info: {
      title: project.title,
      description: project.description,
      version: '0.1.0',
      'x-dspy-config': { default_model: project.defaultModel, programs_count: served.length },
      'x-dspy-programs': served.map(({ name, file, signature }) => ({ name, module_path: file, is_forward_typed: signature !== undefined })),
      'x-dspy-program-models': Object.fromEntries(served.map(({ name, model }) => [name, model])),
    },
    paths: { ...Object.fromEntries(served.map((program) => [`/${program.name}`, { post: runOperation(program) }])), ...FIXED_PATHS },
    components: { schemas: { ...Object.fromEntries(served.flatMap(schemasOf)), ...ERROR_SCHEMAS } },
  };
}

function runOperation({ name }: Program): Record<string, unknown> {
  return {
    summary: 'Run Program',
    description: `Run ${name} with the given inputs.`,
    operationId: `run_program_${name}_post`,
    requestBody: { content: json({ $ref: `#/components/schemas/${name}Request` }), required: true },
    responses: {
      200: { description: 'Successful Response', content: json({ $ref: `#/components/schemas/${name}Response` }) },
      413: failure('Request Body Too Large'),
      422: { description: 'Validation Error', content: json({ $ref: '#/components/schemas/HTTPValidationError' }) },
      500: failure('The Program Failed'),
      502: failure('The Model or Search Failed'),
      503: failure('The Model Is Overloaded'),
      504: failure('The Model Did Not Answer in Time'),
    },
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

function reading(summary: string, operationId: string): Record<string, unknown> {
  return { get: { summary, operationId, responses: { 200: { description: 'Successful Response', content: json(ANY_OBJECT) } } } };
}

const FIXED_PATHS = {
  '/programs': reading('List Programs', 'list_programs'),
  '/health/live': reading('Liveness', 'health_live'),
  '/health/ready': reading('Readiness', 'health_ready'),
};

const ERROR_SCHEMAS = {
  HTTPError: { type: 'object', title: 'HTTPError', properties: { detail: { type: 'string', title: 'Detail' } }, required: ['detail'] },
  HTTPValidationError: {
    type: 'object',
    title: 'HTTPValidationError',
    properties: { detail: { type: 'array', title: 'Detail', items: { $ref: '#/components/schemas/ValidationError' } } },
    required: ['detail'],
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
