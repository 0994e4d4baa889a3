import { isRecord } from '../is-record.ts';
import type { LMCapabilities } from '../lm/capabilities.ts';
import type { ResponseFormat } from '../lm/request.ts';
import { makeField } from '../signature/field.ts';
import { fieldsSchema, type JSONSchema } from '../signature/json-schema.ts';
import type { Signature } from '../signature/signature.ts';

/** What providers show of the format; DSPy's own name for it, so that their logs read alike. */
const NAME = 'DSPyProgramOutputs';

/** The format to hold a model to: a strict schema of the outputs, JSON where none can describe them, or none at all. */
export function responseFormat(signature: Signature, { json, jsonSchema, jsonBesideTools = true }: LMCapabilities, hasTools: boolean): ResponseFormat | undefined {
  if (hasTools && !jsonBesideTools) return undefined;
  const schema = jsonSchema ? cached(signature) : undefined;
  if (schema) return { type: 'json', name: NAME, schema };
  return json ? { type: 'json' } : undefined;
}

const schemas = new WeakMap<Signature, { readonly schema: JSONSchema | undefined }>();

function cached(signature: Signature): JSONSchema | undefined {
  let known = schemas.get(signature);
  if (!known) {
    known = { schema: strictSchema(signature) };
    schemas.set(signature, known);
  }
  return known.schema;
}

/** `undefined` when a strict schema cannot say what the outputs are. */
function strictSchema(signature: Signature): JSONSchema | undefined {
  const { $defs, ...body } = fieldsSchema(signature.outputFields.map(({ name, type }) => makeField(name, { type })));
  const schema = strict({ ...body, title: NAME });
  if (!schema || !isRecord($defs)) return schema;
  const definitions = strictMembers($defs);
  return definitions && { ...schema, $defs: definitions };
}

/** Keywords that every provider with strict schemas understands. */
const KEPT = ['title', 'description', 'enum', 'const', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems'];
const FORMATS: ReadonlySet<unknown> = new Set(['date-time', 'date', 'time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uuid']);
/** Keywords that change the shape and that no strict schema may have. */
const REFUSED = ['allOf', 'not', 'if', 'patternProperties', 'propertyNames', 'prefixItems', 'dependentSchemas', 'unevaluatedProperties'];

function strict(schema: JSONSchema): JSONSchema | undefined {
  if (REFUSED.some((keyword) => keyword in schema)) return undefined;
  const kept = Object.fromEntries(KEPT.filter((keyword) => keyword in schema).map((keyword) => [keyword, schema[keyword]]));
  if (typeof schema['$ref'] === 'string') return { $ref: schema['$ref'] };
  const alternatives = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(alternatives)) {
    const anyOf = alternatives.map((alternative) => (isRecord(alternative) ? strict(alternative) : undefined));
    return anyOf.includes(undefined) ? undefined : { ...kept, anyOf };
  }
  const { type, format } = schema;
  if (type === 'object') return strictObject(schema, kept);
  if (type === 'array') {
    const items = isRecord(schema['items']) ? strict(schema['items']) : undefined;
    return items && { ...kept, type, items };
  }
  if (type === undefined && !('enum' in schema) && !('const' in schema)) return undefined;
  return { ...kept, ...(type !== undefined && { type }), ...(FORMATS.has(format) && { format }) };
}

/** Every property is required; what could be left out may be null instead. */
function strictObject(schema: JSONSchema, kept: JSONSchema): JSONSchema | undefined {
  const { properties = {}, additionalProperties = false, required } = schema;
  if (additionalProperties !== false || !isRecord(properties) || !('properties' in schema)) return undefined;
  const isRequired = (name: string, property: unknown): boolean => (Array.isArray(required) && required.includes(name)) || (isRecord(property) && 'default' in property);
  const whole = Object.entries(properties).map(([name, property]) => [name, isRecord(property) && !isRequired(name, property) ? orNull(property) : property]);
  const members = strictMembers(Object.fromEntries(whole));
  return members && { ...kept, type: 'object', properties: members, required: Object.keys(members), additionalProperties: false };
}

function strictMembers(described: Readonly<Record<string, unknown>>): Readonly<Record<string, JSONSchema>> | undefined {
  const members: [string, JSONSchema][] = [];
  for (const [name, schema] of Object.entries(described)) {
    const member = isRecord(schema) ? strict(schema) : undefined;
    if (!member) return undefined;
    members.push([name, member]);
  }
  return Object.fromEntries(members);
}

function orNull(schema: JSONSchema): JSONSchema {
  const alternatives: unknown = schema['anyOf'] ?? schema['oneOf'] ?? [schema];
  const list: readonly unknown[] = Array.isArray(alternatives) ? alternatives : [schema];
  const allowsNull = list.some((alternative) => isRecord(alternative) && alternative['type'] === 'null');
  return allowsNull ? schema : { anyOf: [...list, { type: 'null' }] };
}
