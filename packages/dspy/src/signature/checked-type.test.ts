import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { typeFromZod } from './checked-type.ts';
import { field } from './field-builder.ts';
import { typeSchema } from './json-schema.ts';
import { parseValue } from './parse-value.ts';
import { signature } from './signature.ts';
import { typeName } from './type-name.ts';

const TREE = z.object({
  label: z.string(),
  get children(): z.ZodArray<typeof TREE> {
    return z.array(TREE);
  },
});

describe('zod schemas as types', () => {
  test.each([
    [z.string(), 'str'],
    [z.int(), 'int'],
    [z.number(), 'float'],
    [z.boolean(), 'bool'],
    [z.date(), 'datetime'],
    [z.array(z.string()), 'list[str]'],
    [z.record(z.string(), z.number()), 'dict[str, float]'],
    [z.tuple([z.string(), z.int()]), 'tuple[str, int]'],
    [z.enum(['a', 'b']), "Literal['a', 'b']"],
    [z.literal([1, true, null]), 'Literal[1, True, None]'],
    [z.string().nullable(), 'Union[str, NoneType]'],
    [z.union([z.int(), z.array(z.string())]), 'Union[int, list[str]]'],
    [z.object({ a: z.string() }), 'HomeAddress'],
    [z.object({ a: z.string() }).meta({ title: 'Place' }), 'Place'],
    [z.array(z.object({ a: z.string() })), 'list[HomeAddress]'],
    [z.unknown(), 'Any'],
    [TREE, 'HomeAddress'],
  ])('%#: is called %s in prompts', (schema, name) => {
    expect(typeName(typeFromZod(schema, 'home_address'))).toBe(name);
  });

  test('read values as models write them, and have the last word', () => {
    const type = typeFromZod(z.object({ email: z.email(), age: z.int().min(0), at: z.date().optional() }), 'user');
    expect(parseValue(type, "```json\n{'email': 'ada@example.org', 'age': '36', 'at': '2024-01-02T03:04:05Z'}\n```")).toEqual({
      ok: true,
      value: { email: 'ada@example.org', age: 36, at: new Date('2024-01-02T03:04:05Z') },
    });
    expect(parseValue(type, '{"email": "nobody", "age": 3}')).toMatchObject({ ok: false, issues: [{ message: expect.stringContaining('email: ') }] });
    expect(parseValue(type, '{"email": "ada@example.org", "age": "old"}')).toMatchObject({ ok: false, issues: [{ path: ['age'], message: 'expected int, got "old"' }] });
  });

  test('take effect with their transforms and refinements', () => {
    const type = typeFromZod(z.string().transform((text) => text.length), 'n');
    expect(parseValue(type, 'four')).toEqual({ ok: true, value: 4 });
    expect(parseValue(typeFromZod(z.string().refine((text) => text === 'yes', 'must be yes'), 'n'), 'no')).toMatchObject({ ok: false, issues: [{ message: 'must be yes' }] });
  });

  test('of recursive shape keep their definitions at the root of the schema they are in', () => {
    const made = signature({ inputs: { q: 'str' }, outputs: { forest: field.list(TREE) } });
    const schema = made.outputSchema();
    expect(Object.keys(schema)).toContain('$defs');
    const references = JSON.stringify(schema).match(/"#\/\$defs\/\w+"/g) ?? [];
    const definitions = schema['$defs'] as object;
    expect(references.length).toBeGreaterThan(0);
    for (const reference of references) expect(definitions).toHaveProperty(reference.slice('"#/$defs/'.length, -1));
    const [forest] = made.outputFields;
    expect(forest && parseValue(forest.type, '[{"label": "a", "children": [{"label": "b", "children": []}]}]')).toMatchObject({ ok: true });
    expect(forest && parseValue(forest.type, '[{"label": "a", "children": [{"label": 5, "children": []}]}]')).toMatchObject({ ok: false });
  });

  test('bring their description, default and bounds along', () => {
    const made = signature({ inputs: { n: z.int().min(1).max(9).default(3).describe('how many') }, outputs: { a: 'str' } });
    expect(made.inputFields[0]).toMatchObject({ description: 'how many', default: 3, constraints: { ge: 1, le: 9 } });
    expect(made.parseInputs({})).toEqual({ n: 3 });
    expect(() => made.parseInputs({ n: 10 })).toThrow('n: ');
  });
});

test('what is no field, schema or type is refused with the name of the field', () => {
  const notAField: unknown = { kind: 'str' };
  expect(() => signature({ inputs: { q: notAField as string }, outputs: { a: 'str' } })).toThrow('field "q" is neither');
});

test('an object type of fields has a schema with titles, defaults and descriptions', () => {
  const type = field.object('Sub', { x: field.int({ desc: 'an x' }), y: field.optional('str', { default: null }) }).typeFor('');
  expect(typeSchema(type)).toEqual({
    type: 'object',
    title: 'Sub',
    properties: { x: { type: 'integer', description: 'an x' }, y: { anyOf: [{ type: 'string' }, { type: 'null' }], default: null } },
    required: ['x'],
  });
});
