import { type Constraints, type Field, mayBeLeftOut } from './field.ts';
import type { FieldType } from './field-type.ts';

/** A JSON Schema (2020-12) as plain data. */
export type JSONSchema = { readonly [keyword: string]: unknown };

/**
 * What JSON values of the type look like. Definitions of recursive types are under `$defs` at the top.
 *
 * ```ts
 * import { parseType, typeSchema } from '@dspy-otel/dspy';
 *
 * console.log(typeSchema(parseType('list[int]'))); // { type: 'array', items: { type: 'integer' } }
 * ```
 */
export function typeSchema(type: FieldType): JSONSchema {
  return hoistDefinitions(schemaOf(type));
}

/** Schema of an object with the given fields. A field that may be left out is not required. */
export function fieldsSchema(fields: readonly Field[]): JSONSchema {
  return hoistDefinitions({
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)])),
    required: fields.filter((field) => !mayBeLeftOut(field)).map((field) => field.name),
  });
}

function fieldSchema(field: Field): JSONSchema {
  return {
    ...schemaOf(field.type),
    ...constraintKeywords(field.type, field.constraints),
    ...(field.description !== '' && { description: field.description }),
    ...('default' in field && { default: field.default }),
  };
}

function schemaOf(type: FieldType): JSONSchema {
  switch (type.kind) {
    case 'str':
      return { type: 'string' };
    case 'int':
      return { type: 'integer' };
    case 'float':
      return { type: 'number' };
    case 'bool':
      return { type: 'boolean' };
    case 'none':
      return { type: 'null' };
    case 'any':
      return {};
    case 'bytes':
      return { type: 'string', format: 'binary' };
    case 'date':
      return { type: 'string', format: 'date' };
    case 'datetime':
      return { type: 'string', format: 'date-time' };
    case 'list':
      return { type: 'array', items: type.item ? schemaOf(type.item) : {} };
    case 'set':
      return { type: 'array', items: type.item ? schemaOf(type.item) : {}, uniqueItems: true };
    case 'tuple':
      return { type: 'array', maxItems: type.items.length, minItems: type.items.length, prefixItems: type.items.map(schemaOf) };
    case 'dict':
      return { type: 'object', additionalProperties: type.value && type.value.kind !== 'any' ? schemaOf(type.value) : true };
    case 'literal':
      return choiceSchema(type.values);
    case 'enum':
      return { ...choiceSchema(Object.values(type.members)), title: type.name };
    case 'union':
      return { anyOf: type.members.map(schemaOf) };
    case 'object':
      return objectSchema(type);
    case 'custom':
      return type.type.jsonSchema();
    default:
      return type.schema;
  }
}

function objectSchema(type: Extract<FieldType, { kind: 'object' }>): JSONSchema {
  const fields = Object.entries(type.fields);
  return {
    type: 'object',
    title: type.name,
    properties: Object.fromEntries(
      fields.map(([name, field]) => [
        name,
        {
          ...schemaOf(field.type),
          ...(field.description !== undefined && { description: field.description }),
          ...('default' in field && { default: field.default }),
        },
      ]),
    ),
    required: fields.filter(([, field]) => field.required).map(([name]) => name),
  };
}

function choiceSchema(values: readonly unknown[]): JSONSchema {
  const types = new Set(values.map((value) => (value === null ? 'null' : typeof value)));
  const [only] = types;
  return { ...(types.size === 1 && only !== undefined && { type: only }), enum: [...values] };
}

function constraintKeywords(type: FieldType, bounds: Constraints): JSONSchema {
  const [min, max] = type.kind === 'list' || type.kind === 'set' ? ['minItems', 'maxItems'] : ['minLength', 'maxLength'];
  const keywords = {
    exclusiveMinimum: bounds.gt,
    minimum: bounds.ge,
    exclusiveMaximum: bounds.lt,
    maximum: bounds.le,
    multipleOf: bounds.multipleOf,
    [min ?? '']: bounds.minLength,
    [max ?? '']: bounds.maxLength,
  };
  return Object.fromEntries(Object.entries(keywords).filter(([, bound]) => bound !== undefined));
}

/** References are written from the root (`#/$defs/…`), so definitions inside a composed schema move there. */
function hoistDefinitions(schema: JSONSchema): JSONSchema {
  const definitions: Record<string, unknown> = {};
  const collect = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(collect);
    if (typeof node !== 'object' || node === null) return node;
    const entries = Object.entries(node).flatMap(([key, value]): [string, unknown][] => {
      if (key === '$schema') return [];
      if (key !== '$defs') return [[key, key === 'default' || key === 'enum' || key === 'const' ? value : collect(value)]];
      Object.assign(definitions, collect(value));
      return [];
    });
    return Object.fromEntries(entries);
  };
  const body = collect(schema) as JSONSchema;
  return Object.keys(definitions).length === 0 ? body : { ...body, $defs: definitions };
}
