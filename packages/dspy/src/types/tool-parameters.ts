import { fromJSONSchema, type ZodType } from 'zod';
import { ConfigurationError, InputError, type InputIssue } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import type { Values } from '../prediction/prediction.ts';
import { isZodSchema, typeFromZod } from '../signature/checked-type.ts';
import { coerceInputs } from '../signature/coerce-inputs.ts';
import type { Field } from '../signature/field.ts';
import { type FieldInput, fieldFromInput } from '../signature/field-spec.ts';
import { fieldsSchema, type JSONSchema, typeSchema } from '../signature/json-schema.ts';
import { typeFromSchema } from '../signature/type-from-schema.ts';
import { typeName } from '../signature/type-name.ts';

/** A tool's parameters as a schema, and how arguments are checked against it. */
export interface CheckedParameters {
  readonly schema: JSONSchema;
  /** The arguments, converted, with defaults. @throws {InputError} */
  readonly check: (args: Values) => Values;
}

/** @throws {ConfigurationError} when the parameters are no object, or use what cannot be checked. */
export function readParameters(tool: string, given: unknown): CheckedParameters {
  if (isZodSchema(given)) {
    const schema = objectSchema(tool, typeSchema(typeFromZod(given, tool)));
    return { schema, check: (args) => checked(tool, schema, given, args) };
  }
  if (isObjectSchema(given)) {
    const schema = objectSchema(tool, given);
    const type = compiled(tool, schema);
    return { schema, check: (args) => checked(tool, schema, type, args) };
  }
  return ofFields(tool, Object.entries(given as Readonly<Record<string, FieldInput>>).map(([name, input]) => fieldFromInput(name, input)));
}

function ofFields(tool: string, fields: readonly Field[]): CheckedParameters {
  const schema = fieldsSchema(fields);
  const type = compiled(tool, schema);
  return {
    schema,
    check(args) {
      checked(tool, schema, type, JSON.parse(JSON.stringify(args)) as Values);
      const { values, issues } = coerceInputs(fields, args);
      if (issues.length > 0) throw refusal(tool, issues);
      // A parameter that may be null and was left out is null: the function sees every name.
      return { ...Object.fromEntries(fields.map((field) => [field.name, null])), ...values };
    },
  };
}

/** Tells a JSON Schema from types by name, one of which may be called `type`. */
function isObjectSchema(given: unknown): given is JSONSchema {
  if (!isRecord(given) || given['type'] !== 'object') return false;
  return Object.keys(given).length === 1 || isRecord(given['properties']);
}

function objectSchema(tool: string, schema: JSONSchema): JSONSchema {
  if (schema['type'] !== 'object') throw new ConfigurationError(`the parameters of tool "${tool}" have to be an object with the arguments by name`);
  return { ...schema, properties: schema['properties'] ?? {} };
}

function compiled(tool: string, schema: JSONSchema): ZodType {
  try {
    return fromJSONSchema(schema);
  } catch (cause) {
    throw new ConfigurationError(`arguments of tool "${tool}" cannot be checked against its schema (${cause instanceof Error ? cause.message : String(cause)}); use a simpler schema`, { cause });
  }
}

function checked(tool: string, schema: JSONSchema, type: ZodType, args: Values): Values {
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  const isOpen = schema['additionalProperties'] !== undefined && schema['additionalProperties'] !== false;
  const unknown = isOpen ? [] : Object.keys(args).filter((name) => !Object.hasOwn(properties, name));
  if (unknown.length > 0) {
    const known = Object.keys(properties).join(', ') || 'none';
    throw refusal(tool, unknown.map((name) => ({ path: [name], expected: 'nothing', message: `there is no such argument (known: ${known})` })));
  }
  const result = type.safeParse(args);
  if (result.success) return result.data as Values;
  throw refusal(
    tool,
    result.error.issues.map(({ path, message }) => {
      const keys = path.map((key) => (typeof key === 'symbol' ? String(key) : key));
      const property = properties[keys[0] ?? ''];
      return { path: keys, expected: isRecord(property) ? typeName(typeFromSchema(property, String(keys[0]))) : 'object', message: Object.hasOwn(args, keys[0] ?? '') ? message : 'it is missing' };
    }),
  );
}

function refusal(tool: string, issues: readonly InputIssue[]): InputError {
  return new InputError(`tool "${tool}" was not called: ${issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`, issues);
}
