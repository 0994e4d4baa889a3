import { isRecord } from '../is-record.ts';
import { ANY, type FieldType, type LiteralValue, NONE, type ObjectField, STR, unionOf } from './field-type.ts';
import { inferPrefix } from './infer-prefix.ts';
import type { JSONSchema } from './json-schema.ts';

interface Context {
  readonly definitions: JSONSchema;
  /** Name for an object that has no title. */
  readonly name: string;
  /** Definitions that are being read: a reference to one of them is a recursive type. */
  readonly open: ReadonlySet<string>;
}

/**
 * The type that a JSON Schema describes, as far as types can say it: recursion ends in `Any`, and what is not about
 * the shape (formats, patterns, bounds) is left to whoever checks the value.
 */
export function typeFromSchema(schema: JSONSchema, name: string): FieldType {
  return read(schema, { definitions: record(schema['$defs']), name: pascalCase(name), open: new Set() });
}

function read(schema: JSONSchema, context: Context): FieldType {
  const reference = schema['$ref'];
  if (typeof reference === 'string') return readReference(reference, context);
  if (Array.isArray(schema['enum'])) return literal(schema['enum']);
  if ('const' in schema) return literal([schema['const']]);
  const alternatives = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(alternatives)) return unionOf(alternatives.map((alternative) => read(record(alternative), context)));
  if (Array.isArray(schema['type'])) return unionOf(schema['type'].map((type) => read({ ...schema, type }, context)));
  return readNamed(schema, context);
}

function readNamed(schema: JSONSchema, context: Context): FieldType {
  switch (schema['type']) {
    case 'string':
      if (schema['format'] === 'date-time') return { kind: 'datetime' };
      return schema['format'] === 'date' ? { kind: 'date' } : STR;
    case 'integer':
      return { kind: 'int' };
    case 'number':
      return { kind: 'float' };
    case 'boolean':
      return { kind: 'bool' };
    case 'null':
      return NONE;
    case 'array':
      return readArray(schema, context);
    case 'object':
      return readObject(schema, context);
    default:
      return ANY;
  }
}

function readReference(reference: string, context: Context): FieldType {
  const key = reference.replace('#/$defs/', '');
  if (context.open.has(key) || !Object.hasOwn(context.definitions, key)) return ANY;
  return read(record(context.definitions[key]), { ...context, name: pascalCase(key), open: new Set([...context.open, key]) });
}

function readArray(schema: JSONSchema, context: Context): FieldType {
  const prefix = schema['prefixItems'];
  if (Array.isArray(prefix)) return { kind: 'tuple', items: prefix.map((item) => read(record(item), context)) };
  const items = record(schema['items']);
  const item = Object.keys(items).length === 0 ? undefined : read(items, context);
  return { kind: schema['uniqueItems'] === true ? 'set' : 'list', ...(item && { item }) };
}

function readObject(schema: JSONSchema, context: Context): FieldType {
  const properties = Object.entries(record(schema['properties']));
  const more = schema['additionalProperties'];
  if (properties.length === 0) {
    return { kind: 'dict', key: STR, value: typeof more === 'object' ? read(record(more), context) : ANY };
  }
  const required: unknown = schema['required'];
  const fields = properties.map(([name, property]): [string, ObjectField] => {
    const inner = record(property);
    const { description } = inner;
    return [
      name,
      {
        type: read(inner, { ...context, name: pascalCase(name) }),
        required: Array.isArray(required) && required.includes(name) && !('default' in inner),
        ...(typeof description === 'string' && { description }),
        ...('default' in inner && { default: inner['default'] }),
      },
    ];
  });
  const title = schema['title'];
  return { kind: 'object', name: typeof title === 'string' ? title : context.name, fields: Object.fromEntries(fields) };
}

function literal(values: readonly unknown[]): FieldType {
  return { kind: 'literal', values: values.filter(isLiteral) };
}

function isLiteral(value: unknown): value is LiteralValue {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function record(value: unknown): JSONSchema {
  return isRecord(value) ? value : {};
}

function pascalCase(name: string): string {
  return inferPrefix(name).replaceAll(' ', '');
}
