import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import recordings from '../../test-fixtures/signature-strings.json' with { type: 'json' };
import { InputError, SignatureError } from '../errors.ts';
import { ensureSignature, signature } from './signature.ts';
import type { Field } from './field.ts';
import { field } from './field-builder.ts';
import { parseType, registerType } from './parse-type.ts';
import { typeName } from './type-name.ts';

function shown(fields: readonly Field[]): object[] {
  return fields.map(({ name, type, prefix }) => ({ name, type: typeName(type), prefix }));
}

describe('the string form', () => {
  /** Python refuses these; we have a date type, and Python's keywords mean nothing here. */
  const OURS = new Set(['q -> a: date', 'q -> class']);

  test.each(recordings.map((recording) => [recording.signature, recording.fields] as const))('%j is read as in Python DSPy', (text, fields) => {
    for (const name of ['Image', 'History']) registerType({ name, jsonSchema: () => ({}), parse: (value) => value, format: String });
    if (fields === null && !OURS.has(text)) {
      expect(() => ensureSignature(text)).toThrow(SignatureError);
      return;
    }
    const made = ensureSignature(text);
    if (fields) expect({ inputs: shown(made.inputFields), outputs: shown(made.outputFields) }).toEqual(fields);
  });

  test.each([
    ['q -> a: Nothing', 'unknown type "Nothing"'],
    ['q -> a: list[int, str]', 'list takes one type'],
    ['q -> a: dict[str]', 'dict takes a key type and a value type'],
    ['q -> a: Literal[x]', 'expected a quoted string'],
    ['q -> a: list[str', 'expected "]" to close the bracket, found the end at character 17'],
    ['q -> a: tuple[..., int]', '"..." may only be'],
    ['q, , r -> a', 'expected "->"'],
    ['__proto__ -> a', '"__proto__" cannot name a field'],
    ['', 'expected "->"'],
  ])('%j is refused with a message that helps', (text, message) => {
    expect(() => ensureSignature(text)).toThrow(message);
  });

  test('has a name and instructions made from the fields', () => {
    const { name, instructions } = signature('context, question -> answer');
    expect(name).toBe('StringSignature');
    expect(instructions).toContain('`context`, `question`');
    expect(instructions).toContain('`answer`');
    expect(signature('question -> answer', 'Be brief.').instructions).toBe('Be brief.');
  });

  test('arrows, commas and brackets inside quotes belong to the choice', () => {
    const [label] = signature(`q -> label: Literal['a -> b', 'c, d', "]"]`).outputFields;
    expect(label?.type).toEqual({ kind: 'literal', values: ['a -> b', 'c, d', ']'] });
  });
});

describe('changes give a new signature', () => {
  const base = signature('question -> answer', 'Doc.');

  test.each([
    ['append', base.append('output', 'score', field.float()), 'question -> answer, score'],
    ['append an input', base.append('input', 'context', 'list[str]'), 'question, context -> answer'],
    ['prepend', base.prepend('output', 'reasoning', field.str()), 'question -> reasoning, answer'],
    ['insert', base.insert(0, 'input', 'context', 'str'), 'context, question -> answer'],
    ['insert from behind', base.insert(-2, 'output', 'reasoning', 'str'), 'question -> reasoning, answer'],
    ['delete', base.delete('answer'), 'question -> '],
    ['delete nothing', base.delete('nothing'), 'question -> answer'],
  ])('%s', (_name, changed, expected) => {
    expect(String(changed)).toBe(expected);
    expect(changed.instructions).toBe('Doc.');
    expect(String(base)).toBe('question -> answer');
  });

  test('instructions and what is said about a field', () => {
    expect(base.withInstructions('New.').instructions).toBe('New.');
    expect(base.updateField('answer', { description: 'in one word' }).field('answer')).toMatchObject({ description: 'in one word', prefix: 'Answer:' });
  });

  test('names that are taken, places that are not there and unknown fields are refused', () => {
    expect(() => base.append('output', 'question', 'str')).toThrow('field "question" is there twice');
    expect(() => base.insert(3, 'output', 'x', 'str')).toThrow('cannot insert "x" at 3');
    expect(() => base.updateField('nothing', {})).toThrow('no field "nothing"');
  });
});

const ORDER = signature({
  name: 'Order',
  instructions: 'Take the order.',
  inputs: {
    dish: field.str({ desc: 'as on the menu', minLength: 2 }),
    count: field.int({ ge: 1, le: 10, default: 1 }),
    ratio: field.float({ gt: 0, lt: 1, multipleOf: 0.25, default: 0.5 }),
    extras: field.list('str', { maxLength: 2, default: [] }),
    note: field.optional('str'),
    when: z.iso.date().optional(),
    guest: z.object({ name: z.string().min(1), vip: z.boolean().default(false) }),
  },
  outputs: { price: field.float(), currency: field.literal(['EUR', 'USD']) },
});

describe('parseInputs', () => {
  test('of a union takes the member that a value is of before one that it can be made into', () => {
    const made = signature('a: int | str, b: str | int, c: float | list[str] | bool -> d');
    expect(made.parseInputs({ a: '5', b: 5, c: true })).toEqual({ a: '5', b: 5, c: true });
    expect(made.parseInputs({ a: 5, b: '5', c: '1.5' })).toEqual({ a: 5, b: '5', c: 1.5 });
  });

  test('converts where nothing is lost, fills in defaults and leaves out what is not named', () => {
    expect(ORDER.parseInputs({ dish: 'soup', count: '3', guest: { name: 'Ada' }, unknown: 1 })).toEqual({
      dish: 'soup',
      count: 3,
      ratio: 0.5,
      extras: [],
      guest: { name: 'Ada', vip: false },
    });
  });

  test('names every problem with its path and what was expected', () => {
    const { issues } = errorOf(() => ORDER.parseInputs({ dish: 5, count: 11, ratio: 0.3, extras: ['a', 'b', 'c'], guest: { name: '' } }));
    expect(issues).toEqual([
      { path: ['dish'], expected: 'str', message: 'expected str, got 5' },
      { path: ['count'], expected: 'int', message: 'must be at most 10' },
      { path: ['ratio'], expected: 'float', message: 'must be a multiple of 0.25' },
      { path: ['extras'], expected: 'list[str]', message: 'must be at most 2 long' },
      { path: ['guest'], expected: 'Guest', message: expect.stringContaining('name:') },
    ]);
  });

  test.each([null, 'text', [1], 5])('%j is no record of inputs', (record) => {
    expect(() => ORDER.parseInputs(record)).toThrow('expected an object with the inputs dish, count');
  });

  test('a missing input is named', () => {
    expect(() => ORDER.parseInputs({ guest: { name: 'Ada' } })).toThrow('dish: field required (str)');
  });

  test('bounds that are included are inside, those that are not are outside', () => {
    const made = signature({ inputs: { ge: field.float({ ge: 0 }), le: field.float({ le: 1 }), gt: field.float({ gt: 0 }), lt: field.float({ lt: 1 }) }, outputs: { a: 'str' } });
    expect(made.parseInputs({ ge: 0, le: 1, gt: 0.1, lt: 0.9 })).toEqual({ ge: 0, le: 1, gt: 0.1, lt: 0.9 });
    const { issues } = errorOf(() => made.parseInputs({ ge: 0, le: 1, gt: 0, lt: 1 }));
    expect(issues.map((issue) => issue.path)).toEqual([['gt'], ['lt']]);
  });

  test('an inherited property is no input', () => {
    expect(() => signature('constructor -> answer').parseInputs({})).toThrow('constructor: field required');
    const nested = signature({ inputs: { q: field.object('Sub', { constructor: 'Any' }) }, outputs: { a: 'str' } });
    expect(() => nested.parseInputs({ q: {} })).toThrow('q.constructor: "constructor" is missing');
  });
});

test.each([
  [`Literal["it's", 'say "hi"']`, `Literal["it's", 'say "hi"']`],
  [`Literal['both \\' and "']`, `Literal['both \\' and "']`],
  [`Literal['a\\nb', 1.5, -2, False, None]`, `Literal['a\\nb', 1.5, -2, False, None]`],
])('%s is written as %s in prompts', (text, name) => {
  expect(typeName(parseType(text))).toBe(name);
});

test('inputs and outputs have JSON Schemas', () => {
  expect(ORDER.inputSchema()).toEqual({
    type: 'object',
    properties: {
      dish: { type: 'string', description: 'as on the menu', minLength: 2 },
      count: { type: 'integer', minimum: 1, maximum: 10, default: 1 },
      ratio: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1, multipleOf: 0.25, default: 0.5 },
      extras: { type: 'array', items: { type: 'string' }, maxItems: 2, default: [] },
      note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      when: { type: 'string', format: 'date', pattern: expect.any(String) },
      guest: {
        type: 'object',
        properties: { name: { type: 'string', minLength: 1 }, vip: { type: 'boolean', default: false } },
        required: ['name'],
      },
    },
    required: ['dish', 'guest'],
  });
  expect(ORDER.outputSchema()).toEqual({
    type: 'object',
    properties: { price: { type: 'number' }, currency: { type: 'string', enum: ['EUR', 'USD'] } },
    required: ['price', 'currency'],
  });
});

function errorOf(run: () => unknown): InputError {
  try {
    run();
  } catch (error) {
    if (error instanceof InputError) return error;
  }
  throw new Error('expected an InputError');
}
