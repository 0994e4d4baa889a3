import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { chatAnswer, ScriptedLM } from '../../test-fixtures/scripted-lm.ts';
import { AdapterParseError, InputError } from '../errors.ts';
import { Example } from '../prediction/example.ts';
import { field } from '../signature/field-builder.ts';
import type { CustomType } from '../signature/field-type.ts';
import { registerType } from '../signature/parse-type.ts';
import { ensureSignature, type Signature, signature } from '../signature/signature.ts';
import { ChatAdapter } from './chat-adapter.ts';

const adapter = new ChatAdapter();

function parseErrorOf(made: Signature, completion: string): AdapterParseError {
  try {
    adapter.parse(made, completion);
  } catch (error) {
    if (error instanceof AdapterParseError) return error;
  }
  throw new Error('expected an AdapterParseError');
}

describe('an answer that cannot be read', () => {
  const made = signature('question -> answer: int, tags: list[str]');

  test('is shown with the field that is wrong', () => {
    const completion = chatAnswer({ answer: 'five', tags: '[]' });
    const error = parseErrorOf(made, completion);
    expect(error).toMatchObject({ code: 'adapter_parse_error', adapter: 'ChatAdapter', signature: 'StringSignature', field: 'answer', missing: [], completion });
    expect(error.message).toContain('field "answer" (int)');
    expect(error.message).toContain('got "five"');
    expect(error.message).toContain(completion);
  });

  test('is shown with the fields that are missing', () => {
    const error = parseErrorOf(made, '[[ ## answer ## ]]\n5');
    expect(error).toMatchObject({ field: undefined, missing: ['tags'] });
    expect(error.message).toContain('cannot find "tags" in the model\'s answer (found: answer)');
  });

  test('is cut in the message and whole in the error', () => {
    const completion = 'x'.repeat(50_000);
    const error = parseErrorOf(made, completion);
    expect(error.message.length).toBeLessThan(1500);
    expect(error.message).toContain('(49000 more characters)');
    expect(error.completion).toBe(completion);
  });

  test('says so when it is empty, or was cut off at the limit of tokens', async () => {
    expect(parseErrorOf(made, ' ').message).toContain('The answer is empty.');
    const call = { params: {}, signature: made, demos: [], inputs: { question: 'q' } };
    const lm = new ScriptedLM([{ text: '[[ ## answer ## ]]\n5', finishReason: 'length' }]);
    await expect(adapter.call({ ...call, lm })).rejects.toThrow('cut off at the limit of tokens; raise maxTokens');
    const whole = new ScriptedLM([{ text: '[[ ## answer ## ]]\n5', finishReason: 'stop' }]);
    await expect(adapter.call({ ...call, lm: whole })).rejects.toMatchObject({ message: expect.not.stringContaining('cut off') });
  });

  test('is left to the fallback, which asks again', async () => {
    const lm = new ScriptedLM(['nonsense', chatAnswer({ answer: '5', tags: '[]' })]);
    const call = { lm, params: {}, signature: made, demos: [], inputs: { question: 'q' } };
    expect(await new ChatAdapter({ fallback: new ChatAdapter() }).call(call)).toEqual([{ answer: 5, tags: [] }]);
    expect(lm.requests).toHaveLength(2);
  });
});

test('a field that the answer lacks has its default, is null where that is a value, or is left out where it is optional', () => {
  const made = signature({ inputs: { q: 'str' }, outputs: { answer: 'str', tone: field.str({ default: 'neutral' }), note: 'str | None', extra: z.string().optional() } });
  expect(adapter.parse(made, chatAnswer({ answer: 'a' }))).toEqual({ answer: 'a', tone: 'neutral', note: null });
});

test('instructions lose the indentation that they have in source code, and keep that of their own', () => {
  const made = signature({
    inputs: { q: 'str' },
    outputs: { a: 'str' },
    instructions: `Answer like this:
        - one
          - inside it

        - two`,
  });
  const [system] = adapter.format(made, [], { q: 'q' });
  const lines = (typeof system?.content === 'string' ? system.content : '').split('\n').slice(-5);
  expect(lines).toEqual(['        Answer like this:', '        - one', '          - inside it', '        ', '        - two']);
});

describe('worked examples', () => {
  test('may be Example objects, and null is a value where the type allows it', () => {
    const made = signature('question -> answer: Optional[int]');
    const messages = adapter.format(made, [new Example({ question: 'a', answer: null })], { question: 'b' });
    expect(messages.slice(1, 3)).toEqual([
      { role: 'user', content: '[[ ## question ## ]]\na' },
      { role: 'assistant', content: '[[ ## answer ## ]]\nNone\n\n[[ ## completed ## ]]\n' },
    ]);
  });

  test('with an inherited name take nothing from the prototype', () => {
    expect(adapter.format(signature('constructor -> answer'), [{ answer: 'x' }], { constructor: 'c' })).toHaveLength(2);
  });
});

describe('inputs that are not only text', () => {
  const IMAGE: CustomType = {
    name: 'Picture',
    jsonSchema: () => ({ type: 'string' }),
    parse: (value) => value,
    format: (value) => [{ type: 'image', url: String(value) }],
  };
  registerType(IMAGE);

  test('become parts of the message, with the text around them', () => {
    const [, user] = adapter.format(ensureSignature('pictures: list[Picture], question -> answer'), [], { pictures: ['https://a.test/1', 'https://a.test/2'], question: 'which?' });
    expect(user?.content).toEqual([
      { type: 'text', text: '[[ ## pictures ## ]]\n["' },
      { type: 'image', url: 'https://a.test/1' },
      { type: 'text', text: '", "' },
      { type: 'image', url: 'https://a.test/2' },
      { type: 'text', text: expect.stringContaining('"]\n\n[[ ## question ## ]]\nwhich?\n\n') },
    ]);
  });

  test.each([
    ['Picture', 'https://a.test/1', ['https://a.test/1']],
    ['Optional[Picture]', null, []],
    ['dict[str, Picture]', { left: 'https://a.test/1' }, ['https://a.test/1']],
    ['tuple[str, Picture]', ['x', 'https://a.test/2'], ['https://a.test/2']],
  ])('%s', (type, value, urls) => {
    const [, user] = adapter.format(ensureSignature(`picture: ${type} -> answer`), [], { picture: value });
    const parts = typeof user?.content === 'string' ? [] : (user?.content ?? []);
    expect(parts.flatMap((part) => (part.type === 'image' ? [part.url] : []))).toEqual(urls);
  });
});

test.each([
  ['str', 5, '5'],
  ['str', true, 'True'],
  ['str', null, 'None'],
  ['str', [], 'N/A'],
  ['str', ['with «q»'], '«««\n    with «q»\n»»»'],
  ['str', [{ x: 1 }, 2], '[1] «{"x": 1}»\n[2] «2»'],
  ['str', { é: '日本' }, '{"é": "日本"}'],
  ['str', new Date('2024-01-02T03:04:05Z'), '2024-01-02T03:04:05.000Z'],
  ['date', new Date('2024-01-02T00:00:00Z'), '2024-01-02'],
  ['list[str]', [], '[]'],
  ['set[int]', new Set([1, 2]), '[1, 2]'],
  ['dict[str, Any]', new Map([['k', null]]), '{"k": null}'],
  ['int', 100_000_000_000_000_000_000n, '100000000000000000000'],
  ['bytes', new TextEncoder().encode('raw'), 'raw'],
])('an input of type %s with the value %p is shown as %j', (type, value, expected) => {
  const [, user] = adapter.format(ensureSignature(`f: ${type} -> answer`), [], { f: value });
  expect(user?.content).toMatch(`[[ ## f ## ]]\n${expected}\n\n`);
});

test.each([
  ['a function', () => 1],
  ['a circle', (() => {
    const circle: unknown[] = [];
    circle.push({ circle });
    return circle;
  })()],
])('%s cannot be shown and is refused with the name of its field', (_name, value) => {
  const format = (): unknown => adapter.format(signature('f: dict -> answer'), [], { f: value });
  expect(format).toThrow(InputError);
  expect(format).toThrow('the value of field "f" (dict) cannot be shown to a model');
});

test('constraints, choices and schemas stand where the model needs them', () => {
  const made = signature({ inputs: { a: field.int({ gt: 1, le: 5 }), b: field.str({ minLength: 2 }) }, outputs: { c: field.float({ multipleOf: 0.5 }), d: z.enum(['x', 'y']), e: z.string() } });
  const [system] = adapter.format(made, [], { a: 2, b: 'bb' });
  expect(system?.content).toContain('1. `a` (int):\nConstraints: more than 1, at most 5\n');
  expect(system?.content).toContain('2. `b` (str):\nConstraints: length at least 2\n');
  expect(system?.content).toMatch(/\{d\} {8}# [^{\n]*: x; y\n/);
  expect(system?.content).toContain('[[ ## e ## ]]\n{e}\n');
});
