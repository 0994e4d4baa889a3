import { isObject, type Json, type JsonObject } from './json.ts';

/** What one fills in a value with. */
export type Control =
  | { readonly kind: 'text' | 'boolean' }
  | { readonly kind: 'number'; readonly integer: boolean }
  | { readonly kind: 'choice'; readonly options: readonly Json[] }
  | { readonly kind: 'list'; readonly item: Control }
  /** A file as a `data:` URL, or an address. */
  | { readonly kind: 'media'; readonly accept: string }
  | { readonly kind: 'json'; readonly example: Json };

/** An input of a program as the form shows it. */
export interface FormField {
  readonly name: string;
  readonly control: Control;
  /** As signatures write it, with its bounds: `int, 1 to 5`. */
  readonly type: string;
  readonly description: string;
  readonly required: boolean;
  readonly default?: Json;
}

const ACCEPTED: Readonly<Record<string, string>> = { Image: 'image/*', Audio: 'audio/*' };

/** The fields of a program's `input_schema`. Whatever no control fits is written as JSON. */
export function fieldsOf(schema: JsonObject): readonly FormField[] {
  const { properties, required } = schema;
  const names = Array.isArray(required) ? required : [];
  return Object.entries(isObject(properties) ? properties : {}).map(([name, property]) => fieldOf(name, property, names.includes(name), schema));
}

function fieldOf(name: string, property: Json, required: boolean, root: JsonObject): FormField {
  const schema = resolved(property, root);
  const inner = withoutNull(schema, root);
  const control = controlOf(inner, root);
  const { description } = { ...inner, ...schema };
  return {
    name,
    control,
    type: [typeName(inner, root), boundsOf(inner), lengthOf(inner)].filter((part) => part !== '').join(', '),
    description: typeof description === 'string' ? description : '',
    required,
    ...(schema['default'] === undefined ? {} : { default: schema['default'] }),
  };
}

function controlOf(schema: JsonObject, root: JsonObject): Control {
  const { type, title, items } = schema;
  if (Array.isArray(schema['enum'])) return { kind: 'choice', options: schema['enum'] };
  if (schema['const'] !== undefined) return { kind: 'choice', options: [schema['const']] };
  if (typeof title === 'string' && schema['format'] === 'uri' && ACCEPTED[title] !== undefined) return { kind: 'media', accept: ACCEPTED[title] };
  switch (type) {
    case 'string':
      return { kind: 'text' };
    case 'boolean':
      return { kind: 'boolean' };
    case 'integer':
    case 'number':
      return { kind: 'number', integer: type === 'integer' };
    case 'array': {
      const item = controlOf(resolved(items ?? {}, root), root);
      return item.kind === 'json' || item.kind === 'list' || placesOf(schema) !== undefined ? { kind: 'json', example: exampleOf(schema, root) } : { kind: 'list', item };
    }
    default:
      return { kind: 'json', example: exampleOf(schema, root) };
  }
}

function boundsOf(schema: JsonObject): string {
  const [least, above, most, below] = ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum'].map((keyword) => bound(schema[keyword]));
  if (least !== undefined && most !== undefined) return `${least} to ${most}`;
  const bounds = [['at least', least], ['more than', above], ['at most', most], ['less than', below]] as const;
  return bounds.flatMap(([words, value]) => (value === undefined ? [] : [`${words} ${value}`])).join(', ');
}

/** Bounds that a zod schema gives because no number is larger say nothing to people. */
function bound(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;
}

function lengthOf(schema: JsonObject): string {
  if (placesOf(schema) !== undefined) return '';
  const [least, most] = [schema['minLength'] ?? schema['minItems'], schema['maxLength'] ?? schema['maxItems']];
  if (typeof most === 'number') return typeof least === 'number' && least > 0 ? `${least} to ${most} long` : `at most ${most} long`;
  return typeof least === 'number' && least > 0 ? `at least ${least} long` : '';
}

const NAMES: Readonly<Record<string, string>> = { string: 'str', integer: 'int', number: 'float', boolean: 'bool', array: 'list', object: 'dict', null: 'None' };

function typeName(schema: JsonObject, root: JsonObject): string {
  const { type, title, items, anyOf, additionalProperties } = schema;
  if (typeof title === 'string' && title !== '') return title;
  if (Array.isArray(schema['enum'])) return 'choice';
  if (Array.isArray(anyOf)) return anyOf.map((member: Json) => typeName(resolved(member, root), root)).join(' | ');
  const name = typeof type === 'string' ? (NAMES[type] ?? type) : 'any';
  const places = placesOf(schema);
  if (places !== undefined) return `tuple[${places.map((place) => typeName(resolved(place, root), root)).join(', ')}]`;
  if (name === 'list' && isObject(items) && Object.keys(items).length > 0) return `list[${typeName(resolved(items, root), root)}]`;
  if (name === 'dict' && isObject(additionalProperties)) return `dict[str, ${typeName(resolved(additionalProperties, root), root)}]`;
  return name;
}

const DEEPEST = 4;

/** What a value could look like, to begin from. */
function exampleOf(schema: JsonObject, root: JsonObject, depth = 0): Json {
  const { type, properties, items, additionalProperties } = schema;
  if (schema['default'] !== undefined) return schema['default'];
  if (Array.isArray(schema['enum'])) return (schema['enum'][0] as Json | undefined) ?? null;
  if (depth > DEEPEST) return null;
  const places = placesOf(schema);
  const inside = (inner: Json | undefined): Json => exampleOf(withoutNull(resolved(inner ?? {}, root), root), root, depth + 1);
  switch (type) {
    case 'string':
      return '…';
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return true;
    case 'array':
      if (places !== undefined) return places.map(inside);
      return items === undefined || (isObject(items) && Object.keys(items).length === 0) ? [] : [inside(items)];
    case 'object':
      if (isObject(properties)) return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, inside(property)]));
      return isObject(additionalProperties) ? { key: inside(additionalProperties) } : {};
    default:
      return {};
  }
}

/** The types of a tuple, one by one. */
function placesOf({ prefixItems }: JsonObject): readonly Json[] | undefined {
  return Array.isArray(prefixItems) ? prefixItems : undefined;
}

/** The schema itself, or the definition it refers to. */
function resolved(schema: Json, root: JsonObject): JsonObject {
  if (!isObject(schema)) return {};
  const { $ref, ...beside } = schema;
  const name = typeof $ref === 'string' ? /^#\/\$defs\/(.+)$/.exec($ref)?.[1] : undefined;
  const definitions = root['$defs'];
  if (name === undefined || !isObject(definitions)) return schema;
  const definition = definitions[name];
  return isObject(definition) ? { ...definition, ...beside } : beside;
}

/** Of `anyOf: [X, null]`, X: a field that may be null may be left empty. */
function withoutNull(schema: JsonObject, root: JsonObject): JsonObject {
  const { anyOf, ...beside } = schema;
  if (!Array.isArray(anyOf)) return schema;
  const members = anyOf.map((member: Json) => resolved(member, root)).filter(({ type }) => type !== 'null');
  const [only] = members;
  if (members.length !== 1 || only === undefined) return { ...beside, anyOf: members };
  return { ...beside, ...only };
}
