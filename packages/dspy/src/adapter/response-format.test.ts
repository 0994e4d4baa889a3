import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { ScriptedLM } from '../../test-fixtures/scripted-lm.ts';
import type { LMCapabilities } from '../lm/capabilities.ts';
import { Predict } from '../module/predict.ts';
import { context } from '../settings.ts';
import { field } from '../signature/field-builder.ts';
import type { FieldInput } from '../signature/field-spec.ts';
import { signature } from '../signature/signature.ts';
import { JSONAdapter } from './json-adapter.ts';
import { responseFormat } from './response-format.ts';

const asked = (outputs: Readonly<Record<string, FieldInput>>, can: LMCapabilities = { json: true, jsonSchema: true }, hasTools = false): unknown =>
  responseFormat(signature({ inputs: { q: 'str' }, outputs }), can, hasTools);
/** What the strict schema says of one output. */
const schemaOf = (input: FieldInput): unknown => {
  const format = asked({ x: input }) as { schema?: { properties: { x: unknown } } };
  return format.schema?.properties.x;
};

describe('a model is held to', () => {
  test.each<[string, LMCapabilities, boolean, unknown]>([
    ['a schema where it can be', { json: true, jsonSchema: true }, false, { type: 'json', name: 'DSPyProgramOutputs', schema: expect.objectContaining({ required: ['a'], additionalProperties: false }) }],
    ['JSON where it can be held to no more', { json: true }, false, { type: 'json' }],
    ['nothing where it cannot be', {}, false, undefined],
    ['a schema beside tools', { json: true, jsonSchema: true }, true, { type: 'json', name: 'DSPyProgramOutputs', schema: expect.anything() }],
    ['nothing beside tools where it takes only one of them', { json: true, jsonSchema: true, jsonBesideTools: false }, true, undefined],
  ])('%s', (_name, can, hasTools, expected) => {
    expect(asked({ a: 'str' }, can, hasTools)).toEqual(expected);
  });

  test.each<[string, FieldInput]>([
    ['a dictionary', 'dict[str, int]'],
    ['a list of dictionaries', 'list[dict]'],
    ['anything', 'Any'],
    ['a tuple', 'tuple[int, str]'],
    ['a record of a schema library', z.record(z.string(), z.int())],
    ['an object with a dictionary inside', z.object({ deep: z.object({ open: z.record(z.string(), z.int()) }) })],
  ])('JSON only for %s, which no strict schema can describe', (_name, input) => {
    expect(asked({ a: 'str', x: input })).toEqual({ type: 'json' });
  });
});

describe('a strict schema', () => {
  test('requires every property: what may be left out may be null, what has a default is written', () => {
    expect(schemaOf(z.object({ name: z.string(), nick: z.string().optional(), tags: z.array(z.string()).nullable().optional(), kind: z.enum(['a', 'b']).default('a') }))).toEqual({
      type: 'object',
      properties: {
        name: { type: 'string' },
        nick: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        tags: { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }] },
        kind: { type: 'string', enum: ['a', 'b'] },
      },
      required: ['name', 'nick', 'tags', 'kind'],
      additionalProperties: false,
    });
  });

  test('keeps what providers understand, and leaves out what some refuse', () => {
    const schema = z.object({ n: z.int().min(1).max(5), at: z.iso.date(), mail: z.email(), code: z.string().regex(/^x/).min(2), list: z.array(z.string()).min(1) });
    expect(schemaOf(schema)).toMatchObject({
      properties: {
        n: { type: 'integer', minimum: 1, maximum: 5 },
        at: { type: 'string', format: 'date' },
        mail: { type: 'string', format: 'email' },
        code: { type: 'string' },
        list: { type: 'array', items: { type: 'string' }, minItems: 1 },
      },
    });
    expect(JSON.stringify(schemaOf(schema))).not.toMatch(/pattern|minLength/);
  });

  test('has the definitions of types that contain themselves', () => {
    interface Tree {
      name: string;
      children: Tree[];
    }
    const tree: z.ZodType<Tree> = z.object({ name: z.string(), children: z.lazy(() => z.array(tree)) });
    const { schema } = asked({ x: tree }) as { schema: { properties: { x: { $ref: string } }; $defs: Record<string, unknown> } };
    const name = schema.properties.x.$ref.replace('#/$defs/', '');
    expect(schema.$defs[name]).toMatchObject({ type: 'object', required: ['name', 'children'], additionalProperties: false });
  });
});

describe('JSONAdapter', () => {
  const optional = signature({ inputs: { q: 'str' }, outputs: { a: 'str', note: z.string().optional(), tone: field.str({ default: 'calm' }), maybe: 'str | None' } });

  test('takes null for what was left out, which a strict schema has no other way to say', () => {
    expect(new JSONAdapter().parse(optional, '{"a": "x", "note": null, "tone": null, "maybe": null}')).toEqual({ a: 'x', tone: 'calm', maybe: null });
    expect(() => new JSONAdapter().parse(optional, '{"a": null}')).toThrow('cannot read field "a" (str)');
  });

  test('leaves a format alone that a call or its model names', async () => {
    class Schooled extends ScriptedLM {
      override readonly capabilities = { json: true, jsonSchema: true };
    }
    const lm = new Schooled(['{"a": "x"}']);
    const predict = new Predict('q -> a', { lm });
    await context({ adapter: new JSONAdapter() }, async () => {
      await predict.call({ q: 'q' });
      await predict.call({ q: 'q' }, { responseFormat: { type: 'text' } });
    });
    expect(lm.requests.map(({ params }) => params.responseFormat)).toEqual([expect.objectContaining({ type: 'json', name: 'DSPyProgramOutputs' }), { type: 'text' }]);
  });
});
