import { z } from 'zod';

import { Problem } from '../../contract/problem.ts';
import { Attributes } from '../../contract/scalars.ts';
import { Resource, SpanNode } from '../../contract/trace.ts';
import type { Endpoint } from './endpoint.ts';

type JsonSchema = Record<string, unknown>;

/** Schemas that several answers share, or that name themselves. */
const SHARED = { Problem, Attributes, Resource, SpanNode };

/** The API as an OpenAPI 3.1 document, made of the schemas that check its input. */
export function openApiDocument(endpoints: readonly Endpoint[]): JsonSchema {
  const schemas = componentsOf(endpoints);
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const each of endpoints) {
    paths[each.path] ??= {};
    Object.assign(paths[each.path] ?? {}, { [each.method.toLowerCase()]: operationOf(each, schemas) });
  }
  return {
    openapi: '3.1.0',
    info: { title: 'dspy-viewer', version: '1', description: 'Traces of LLM programs. docs/viewer.md explains the query language.' },
    paths,
    components: { schemas, securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'DSPY_VIEWER_TOKEN, when it is set.' } } },
    security: [{}, { token: [] }],
  };
}

function operationOf(each: Endpoint, schemas: Record<string, JsonSchema>): JsonSchema {
  const parameters = [...parametersOf('path', each.params), ...parametersOf('query', each.query)];
  const problem = { description: 'Why not.', content: { 'application/json': { schema: each.refusal === undefined ? { $ref: '#/components/schemas/Problem' } : plainSchema(each.refusal) } } };
  return {
    operationId: nameOf(each),
    summary: each.about,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(each.body === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: schemas[`${nameOf(each)}Body`] } } } }),
    responses: { 200: { description: 'Done.', content: contentOf(each) }, '4XX': problem, '5XX': problem },
  };
}

function contentOf(each: Endpoint): JsonSchema {
  if ('media' in each.answer) return { [each.answer.media]: {} };
  return { 'application/json': { schema: { $ref: `#/components/schemas/${nameOf(each)}Answer` } } };
}

function parametersOf(place: 'path' | 'query', schema: z.ZodObject | undefined): JsonSchema[] {
  return Object.entries(schema?.shape ?? {}).map(([name, value]) => {
    const field = value as z.ZodType;
    return { name, in: place, required: place === 'path' || !field.safeParse(undefined).success, schema: plainSchema(field) };
  });
}

function componentsOf(endpoints: readonly Endpoint[]): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(SHARED)) registry.add(schema, { id });
  // An answer that is one of the shared schemas already has a name.
  const answers = endpoints.flatMap((each) => ('schema' in each.answer ? [[`${nameOf(each)}Answer`, each.answer.schema] as const] : []));
  for (const [id, schema] of answers) if (!registry.has(schema)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}`, io: 'output', override: simplify });
  const made: Record<string, JsonSchema> = {};
  // What is left there is the schema of any JSON value, which `simplify` took out of use.
  for (const [id, schema] of Object.entries(schemas)) if (id !== '__shared') made[id] = withoutIds(schema);
  for (const [id, schema] of answers) made[id] ??= { $ref: `#/components/schemas/${registry.get(schema)?.id ?? id}` };
  for (const each of endpoints) if (each.body !== undefined) made[`${nameOf(each)}Body`] = plainSchema(each.body, 'input');
  return made;
}

function plainSchema(schema: z.ZodType, io: 'input' | 'output' = 'output'): JsonSchema {
  return withoutIds(z.toJSONSchema(schema, { io, override: simplify }));
}

function withoutIds({ $schema: _schema, $id: _id, ...schema }: JsonSchema): JsonSchema {
  return schema;
}

/** Any JSON value is no restriction at all; written out it would be a schema that contains itself. */
function simplify({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (zodSchema !== Attributes) return;
  for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
  Object.assign(jsonSchema, { type: 'object' });
}

/** `GET /api/traces/{id}/pin` is `getTracesIdPin`. */
function nameOf({ method, path }: Endpoint): string {
  const words = path.replace(/^\/api\//, '/').split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return method.toLowerCase() + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
}
