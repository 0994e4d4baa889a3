import type { ZodType } from 'zod';
import { SignatureError } from '../errors.ts';
import type { CheckedType } from './field-type.ts';
import { inferPrefix } from './infer-prefix.ts';
import type { JSONSchema } from './json-schema.ts';
import { typeFromSchema } from './type-from-schema.ts';

/**
 * The type of values that a zod schema (zod 4) accepts. The schema has the last word on every value, and a transform
 * in it takes effect.
 *
 * @param name stands for an object schema that has no title.
 * @throws {SignatureError} when the schema cannot say what it accepts as JSON Schema.
 */
export function typeFromZod(schema: ZodType, name: string): CheckedType {
  const title = inferPrefix(name).replaceAll(' ', '');
  const json = withoutRootReference(describe(schema), title);
  return {
    kind: 'checked',
    // Only what has to be a Date is read as one: to a schema such as z.iso.date() a date is text.
    base: typeFromSchema(withoutRootReference(describe(schema, { textFormats: false }), title), name),
    schema: json,
    check(value) {
      const result = schema.safeParse(value);
      if (result.success) return result.data;
      throw new Error(result.error.issues.map((issue) => `${issue.path.map((key) => `${String(key)}: `).join('')}${issue.message}`).join('; '));
    },
  };
}

/** Whether a value is a zod 4 schema. */
export function isZodSchema(value: unknown): value is ZodType {
  return typeof value === 'object' && value !== null && '_zod' in value && 'safeParse' in value;
}

function describe(schema: ZodType, { textFormats = true } = {}): JSONSchema {
  try {
    return schema.toJSONSchema({
      io: 'input',
      unrepresentable: 'any',
      override({ zodSchema, jsonSchema }) {
        if (!textFormats && zodSchema._zod.def.type === 'string') delete jsonSchema.format;
        if (zodSchema._zod.def.type === 'date') Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
        if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      },
    });
  } catch (error) {
    throw new SignatureError('a zod schema of the signature cannot be written as JSON Schema, which the model needs to see; use a simpler schema', { cause: error });
  }
}

/** A schema that refers to its own root cannot become part of another one; its body becomes a definition. */
function withoutRootReference(schema: JSONSchema, name: string): JSONSchema {
  const text = JSON.stringify(schema);
  if (!text.includes('{"$ref":"#"}')) return schema;
  const { $defs, ...body } = JSON.parse(text.replaceAll('{"$ref":"#"}', `{"$ref":"#/$defs/${name}"}`)) as { $defs?: object };
  return { $ref: `#/$defs/${name}`, $defs: { ...$defs, [name]: body } };
}
