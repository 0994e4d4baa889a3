import type { Field, ValueType } from './value-type.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Deep enough for any schema that describes an answer; a recursive one ends here. */
const DEEPEST = 8;
/** Schemas within a schema that are read: one that refers to itself in many places would not end before. */
const MOST_READ = 2_000;

/** Where a schema within a schema stands. */
interface Scope {
  readonly root: unknown;
  readonly depth: number;
  readonly budget: { left: number };
}

/** The type that a JSON Schema describes, its `$ref`s resolved within itself. */
export function typeFromSchema(schema: unknown): ValueType {
  return read(schema, { root: schema, depth: 0, budget: { left: MOST_READ } });
}

/** The fields of an object's schema in order; none for any other schema. */
export function fieldsFromSchema(schema: unknown): readonly Field[] {
  const type = typeFromSchema(schema);
  return type.kind === 'object' ? type.fields : [];
}

function read(schema: unknown, scope: Scope): ValueType {
  const { root, budget } = scope;
  budget.left -= 1;
  if (!isJsonObject(schema) || scope.depth > DEEPEST || budget.left < 0) return { kind: 'any' };
  const inside = { root, budget, depth: scope.depth + 1 };
  if (typeof schema.$ref === 'string') return read(resolve(root, schema.$ref), inside);
  if (Array.isArray(schema.enum)) return { kind: 'literal', options: schema.enum.filter(isScalar) };
  if (isScalar(schema.const)) return { kind: 'literal', options: [schema.const] };
  const options = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(options)) return { kind: 'union', options: options.map((option) => read(option, inside)) };
  if (Array.isArray(schema.allOf) && schema.allOf.length === 1) return read(schema.allOf[0], inside);
  if (Array.isArray(schema.type)) return { kind: 'union', options: schema.type.map((type) => read({ ...schema, type }, inside)) };
  return readTyped(schema, inside);
}

function readTyped(schema: JsonObject, scope: Scope): ValueType {
  switch (schema.type) {
    case 'string':
      return { kind: 'string' };
    case 'integer':
      return { kind: 'int', ...bounds(schema) };
    case 'number':
      return { kind: 'float', ...bounds(schema) };
    case 'boolean':
      return { kind: 'bool' };
    case 'null':
      return { kind: 'null' };
    case 'array': {
      const items = read(schema.items, scope);
      return { kind: 'list', items, ...(typeof schema.maxItems === 'number' && { maxItems: schema.maxItems }) };
    }
    default:
      return schema.type === 'object' || isJsonObject(schema.properties)
        ? { kind: 'object', fields: properties(schema, scope) }
        : { kind: 'any' };
  }
}

function properties(schema: JsonObject, scope: Scope): Field[] {
  if (!isJsonObject(schema.properties)) return [];
  return Object.entries(schema.properties).map(([name, property]) => ({
    name,
    type: read(property, scope),
    description: isJsonObject(property) && typeof property.description === 'string' ? property.description : '',
  }));
}

function bounds(schema: JsonObject): { min?: number; max?: number } {
  const min = schema.minimum ?? schema.exclusiveMinimum;
  const max = schema.maximum ?? schema.exclusiveMaximum;
  return { ...(typeof min === 'number' && { min }), ...(typeof max === 'number' && { max }) };
}

function resolve(root: unknown, ref: string): unknown {
  let target = root;
  for (const key of ref.replace(/^#\/?/, '').split('/').filter(Boolean)) {
    target = isJsonObject(target) ? target[key] : undefined;
  }
  return target;
}

function isScalar(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
