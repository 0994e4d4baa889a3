import type { JSONSchema } from '@dspy-otel/dspy';

/** A JSON Schema as a TypeScript type. What it cannot say, such as a length, is left out. */
export function typeText(schema: unknown, indent = ''): string {
  if (!isObject(schema)) return 'unknown';
  const { $ref, const: only, enum: choices, anyOf, oneOf, allOf, type } = schema;
  if (typeof $ref === 'string') return identifier($ref.replace(/^.*\//, ''));
  if (only !== undefined) return JSON.stringify(only);
  if (Array.isArray(choices)) return union(choices.map((choice) => JSON.stringify(choice)));
  const members = anyOf ?? oneOf;
  if (Array.isArray(members)) return union(members.map((member) => typeText(member, indent)));
  if (Array.isArray(allOf)) return allOf.map((part) => `(${typeText(part, indent)})`).join(' & ') || 'unknown';
  if (Array.isArray(type)) return union(type.map((each) => typeText({ ...schema, type: each as unknown }, indent)));
  return ofType(schema, indent);
}

/** A name as TypeScript has names. */
export function identifier(name: string): string {
  const text = name.replace(/[^\p{ID_Continue}$]/gu, '_');
  return /^[\p{ID_Start}_$]/u.test(text) ? text : `_${text}`;
}

/** Lines of a comment; nothing in `text` can end it. */
export function comment(text: unknown, indent = ''): string {
  if (typeof text !== 'string' || text.trim() === '') return '';
  const lines = text.trim().replaceAll('*/', '*\\/').split(/\r?\n/);
  return lines.length === 1 ? `${indent}/** ${lines[0]} */\n` : `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

function ofType(schema: JSONSchema, indent: string): string {
  switch (schema['type']) {
    case 'string':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array':
      return arrayText(schema, indent);
    case 'object':
      return objectText(schema, indent);
    default:
      return isObject(schema['properties']) ? objectText(schema, indent) : 'unknown';
  }
}

function arrayText({ prefixItems, items }: JSONSchema, indent: string): string {
  if (Array.isArray(prefixItems)) return `readonly [${prefixItems.map((item) => typeText(item, indent)).join(', ')}]`;
  return `ReadonlyArray<${typeText(items, indent)}>`;
}

function objectText({ properties, required, additionalProperties }: JSONSchema, indent: string): string {
  const fields = isObject(properties) ? Object.entries(properties) : [];
  if (fields.length === 0) return `Readonly<Record<string, ${isObject(additionalProperties) ? typeText(additionalProperties, indent) : 'unknown'}>>`;
  const needed = new Set(Array.isArray(required) ? required : []);
  const inner = `${indent}  `;
  const lines = fields.map(([name, schema]) => {
    const description = isObject(schema) ? comment(schema['description'], inner) : '';
    return `${description}${inner}readonly ${JSON.stringify(name)}${needed.has(name) ? '' : '?'}: ${typeText(schema, inner)};\n`;
  });
  return `{\n${lines.join('')}${indent}}`;
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(' | ') || 'never';
}

function isObject(value: unknown): value is JSONSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
