import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { ConfigurationError, InputError } from '../errors.ts';
import { addObserver } from '../observe.ts';
import type { Operation } from '../operation.ts';
import { context } from '../settings.ts';
import { field } from '../signature/field-builder.ts';
import { Tool, type ToolParameters } from './tool.ts';

const SCHEMA = {
  type: 'object',
  properties: {
    a: { type: 'integer' },
    b: { type: 'string', default: 'x' },
    c: { anyOf: [{ type: 'array', items: { type: 'number' } }, { type: 'null' }], default: null },
    sub: { $ref: '#/$defs/Sub' },
    z: { enum: ['p', 'q'] },
  },
  required: ['a'],
  $defs: { Sub: { type: 'object', properties: { x: { type: 'integer' } }, required: ['x'] } },
} as const;

/** A tool that gives its arguments back, and how often it ran. */
function echo(parameters: ToolParameters): { readonly tool: Tool; readonly runs: () => number } {
  let runs = 0;
  const func = (args: unknown): unknown => {
    runs += 1;
    return args;
  };
  return { tool: new Tool({ name: 'echo', parameters, func }), runs: () => runs };
}

async function issuesOf(tool: Tool, args: object): Promise<unknown> {
  const error: unknown = await tool.call(args as Record<string, unknown>).catch((reason: unknown) => reason);
  if (!(error instanceof InputError)) throw new Error(`expected an InputError, got ${String(error)}`);
  expect(error.message).toMatch(/^tool "echo" was not called: /);
  return error.issues.map(({ path, expected }) => [path.join('.'), expected]);
}

describe('arguments are checked before anything runs', () => {
  test.each<[string, ToolParameters]>([
    ['types by name', { a: 'int', b: field.str({ default: 'x' }), c: 'list[float] | None', sub: field.optional(field.object('Sub', { x: 'int' })), z: "Literal['p', 'q'] | None" }],
    ['zod', z.object({ a: z.int(), b: z.string().default('x'), c: z.array(z.number()).nullable().default(null), sub: z.object({ x: z.int() }).optional(), z: z.enum(['p', 'q']).optional() })],
    ['JSON Schema', SCHEMA],
  ])('%s', async (_form, parameters) => {
    const { tool, runs } = echo(parameters);
    expect(await tool.call({ a: 1 })).toMatchObject({ a: 1, b: 'x', c: null });
    expect(await tool.call({ a: 1, c: [1, 2.5], sub: { x: 1 }, z: 'q' })).toMatchObject({ a: 1, c: [1, 2.5], sub: { x: 1 }, z: 'q' });
    expect(runs()).toBe(2);
    expect(await issuesOf(tool, { a: 'one' })).toEqual([['a', 'int']]);
    expect(await issuesOf(tool, { a: '1' })).toEqual([['a', 'int']]);
    expect(await issuesOf(tool, { a: 1.5 })).toEqual([['a', 'int']]);
    expect(await issuesOf(tool, {})).toEqual([['a', 'int']]);
    expect(await issuesOf(tool, { a: 1, more: 2 })).toEqual([['more', 'nothing']]);
    expect(await issuesOf(tool, JSON.parse('{"a": 1, "__proto__": {"b": "y"}}') as object)).toEqual([['__proto__', 'nothing']]);
    expect(await issuesOf(tool, { a: 1, sub: { x: '1' } })).toEqual([[expect.stringMatching(/^sub/), expect.any(String)]]);
    expect(await issuesOf(tool, { a: 1, z: 'r' })).toEqual([['z', expect.stringContaining('Literal')]]);
    expect(runs()).toBe(2);
  });

  test('dates arrive as dates, and an open schema lets more through', async () => {
    const dated = new Tool({ name: 'when', parameters: { at: 'datetime' }, func: ({ at }) => at.getUTCFullYear() });
    expect(await dated.call({ at: new Date('2024-05-06T07:08:09Z') })).toBe(2024);
    const { tool } = echo({ type: 'object', properties: {}, additionalProperties: true });
    expect(await tool.call({ any: 1 })).toEqual({ any: 1 });
  });

  test('a parameter may be called type', async () => {
    const tool = new Tool({ name: 'find', parameters: { type: 'str' }, func: ({ type }) => type });
    expect(await tool.call({ type: 'x' })).toBe('x');
    expect(tool.parameters).toEqual({ type: 'object', properties: { type: { type: 'string' } }, required: ['type'] });
  });
});

test('a model sees name, description and JSON Schema', () => {
  const add = new Tool({ name: 'add', description: 'Adds.', parameters: { x: 'int', y: field.int({ default: 2 }) }, func: ({ x, y }) => x + y });
  expect(add.definition).toEqual({
    name: 'add',
    description: 'Adds.',
    parameters: { type: 'object', properties: { x: { type: 'integer' }, y: { type: 'integer', default: 2 } }, required: ['x'] },
  });
  expect(new Tool({ name: 'now', func: () => 0 }).definition).toEqual({ name: 'now', parameters: { type: 'object', properties: {}, required: [] } });
});

test.each([
  ['a b', {}, 'cannot name a tool'],
  ['', {}, 'cannot name a tool'],
  ['t', { type: 'object', properties: { x: { not: { type: 'string' } } } }, 'cannot be checked against its schema'],
  ['t', z.string(), 'have to be an object'],
])('%j with %j is refused at once', (name, parameters, message) => {
  const make = (): unknown => new Tool({ name, parameters: parameters as ToolParameters, func: () => 0 });
  expect(make).toThrow(ConfigurationError);
  expect(make).toThrow(message);
});

test('a call is announced with its arguments, its result and its failure', async () => {
  const seen: [Operation['kind'], string, unknown][] = [];
  const remove = addObserver({
    async observe(operation, next) {
      try {
        const result = await next();
        seen.push([operation.kind, operation.name, result]);
        return result;
      } catch (error) {
        seen.push([operation.kind, operation.name, error instanceof Error ? error.constructor.name : error]);
        throw error;
      }
    },
  });
  const boom = new Tool({ name: 'boom', parameters: { x: 'int' }, func: ({ x }) => (x > 0 ? x : Promise.reject(new RangeError('too small'))) });
  expect(await boom.call({ x: 1 })).toBe(1);
  await expect(boom.call({ x: 0 })).rejects.toThrow(RangeError);
  const wrong: unknown = { x: 'one' };
  await expect(boom.call(wrong as { x: number })).rejects.toThrow('x: Invalid input');
  remove();
  expect(seen).toEqual([
    ['tool', 'boom', 1],
    ['tool', 'boom', 'RangeError'],
    ['tool', 'boom', 'InputError'],
  ]);
});

test('the function is told when the caller gives up', async () => {
  const { signal } = new AbortController();
  const tool = new Tool({ name: 't', func: (_args, given) => given.signal });
  expect(await context({ signal }, () => tool.call({}))).toBe(signal);
});
