import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { z } from 'zod';
import { field } from '../signature/field-builder.ts';
import { ensureSignature, type Signature, signature } from '../signature/signature.ts';
import { Code } from '../types/code.ts';
import { Image } from '../types/image.ts';
import { ToolCalls } from '../types/tool-calls.ts';
import { ChatAdapter } from './chat-adapter.ts';
import { JSONAdapter } from './json-adapter.ts';
import { XMLAdapter } from './xml-adapter.ts';

type Parsing = ChatAdapter | JSONAdapter | XMLAdapter;

const ADAPTERS: readonly (readonly [string, Parsing])[] = [
  ['ChatAdapter', new ChatAdapter()],
  ['JSONAdapter', new JSONAdapter()],
  ['XMLAdapter', new XMLAdapter()],
];

/** Gives an answer with this value, as a worked example shows it, and reads it. */
function there(adapter: Parsing, made: Signature, value: unknown): unknown {
  const [, , assistant] = adapter.format(made, [{ question: 'q', value, last: 'end' }], { question: 'q' });
  const parsed = adapter.parse(made, typeof assistant?.content === 'string' ? assistant.content : '');
  expect(parsed['last']).toBe('end');
  return parsed['value'];
}

/** Whatever may break a prompt or its parser. */
const SHARDS = [
  '[[ ## value ## ]]', '[[ ## last ## ]]', '[[ ## completed ## ]]', '\\', '\n', '\r\n', '\t', ' ', '\u2028', '\uFEFF', '{', '}', '[', ']', '"', "'", '"value": 1,',
  '<value>', '</value>', '<value />', '<item>', '</item>', '<![CDATA[', ']]>', '<!--', '&lt;', '&#10;', '&', '<', '>', '```', '```json\n', 'None', 'null', '"None"', '5', '1e3', 'True',
  'NaN', '#', '// ', '/*', 'a', '🙂', '\u{1F469}\u200D\u{1F4BB}', '\uD800', '\uDC00', '\u0000', '__proto__',
];

const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.array(fc.constantFrom(...SHARDS), { maxLength: 6 }).map((parts) => parts.join('')));
const date = fc.date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') });
const day = date.map((moment) => new Date(moment.toISOString().slice(0, 10)));
const toolCalls = fc.array(fc.record({ name: fc.constantFrom('add', 'find_it'), args: fc.dictionary(text, fc.jsonValue(), { maxKeys: 3 }) }), { maxLength: 3 }).map((calls) => new ToolCalls(calls));

const TYPES: readonly (readonly [string, fc.Arbitrary<unknown>])[] = [
  ['int', fc.maxSafeInteger()],
  ['float', fc.double()],
  ['bool', fc.boolean()],
  ['date', day],
  ['datetime', date],
  ['Any', fc.oneof(text, fc.jsonValue().filter((value) => value !== null))],
  ['int | str', fc.oneof(fc.maxSafeInteger(), text)],
  ['float | list[str] | None', fc.oneof(fc.double(), fc.array(text), fc.constant(null))],
  ['list', fc.array(fc.jsonValue())],
  ['list[str]', fc.array(text)],
  ['list[float]', fc.array(fc.double())],
  ['list[list[bool]]', fc.array(fc.array(fc.boolean()))],
  ['list[date]', fc.array(day)],
  ['list[str | None]', fc.array(fc.option(text))],
  ['list[Any]', fc.array(fc.oneof(text, fc.jsonValue()))],
  ['set[str]', fc.uniqueArray(text)],
  ['dict', fc.dictionary(text, fc.jsonValue())],
  ['dict[str, int]', fc.dictionary(text, fc.maxSafeInteger())],
  ['dict[str, list[str]]', fc.dictionary(text, fc.array(text))],
  ['tuple[int, str]', fc.tuple(fc.maxSafeInteger(), text)],
  ['Optional[int]', fc.option(fc.maxSafeInteger())],
  ['Optional[list[bool]]', fc.option(fc.array(fc.boolean()))],
  ['Optional[dict[str, str]]', fc.option(fc.dictionary(text, text))],
  ['Optional[datetime]', fc.option(date)],
  [`Literal['a', 'b c', "it's", ' < ', 7, True]`, fc.constantFrom<unknown>('a', 'b c', "it's", ' < ', 7, true)],
  ['list[dict[str, Any]]', fc.array(fc.dictionary(text, fc.jsonValue()))],
  ['ToolCalls', toolCalls],
  ['list[ToolCalls]', fc.array(toolCalls, { maxLength: 2 })],
  ['Image', fc.webUrl().map((url) => new Image(url))],
  ['list[Image]', fc.array(fc.webUrl().map((url) => new Image(url)))],
];

describe.each(ADAPTERS)('%s gives back what it shows', (name, adapter) => {
  const isExact = name !== 'ChatAdapter';

  test(`text, whatever is in it${isExact ? '' : ', but for white space around it'}`, () => {
    const made = ensureSignature('question -> value: str, last: str');
    fc.assert(fc.property(text, (value) => expect(there(adapter, made, value)).toBe(isExact ? value : value.trim())), { numRuns: 200 });
  });

  test('text or nothing', () => {
    const made = ensureSignature('question -> value: str | None, last: str');
    fc.assert(fc.property(fc.option(text), (value) => expect([value, isExact ? value : (value?.trim() ?? null)]).toContain(there(adapter, made, value))), { numRuns: 200 });
  });

  test.each(TYPES)('%s', (type, values) => {
    const made = ensureSignature(`question -> value: ${type}, last: str`);
    fc.assert(fc.property(values, (value) => expect(there(adapter, made, value)).toEqual(value)), { numRuns: 50 });
  });

  test('code, also with code blocks in it', () => {
    const made = ensureSignature('question -> value: Code[python], last: str');
    const code = fc.array(fc.constantFrom('```', '```py\n', '````', '\n', '  x = 1', '<b>', '[[ ## last ## ]]', '{', '"')).map((parts) => parts.join('').trimEnd().replace(/^\n+/, ''));
    fc.assert(fc.property(code, (value) => expect(there(adapter, made, new Code(value))).toEqual(new Code(isExact || value.includes('```') ? value : value.trim()))), { numRuns: 100 });
  });

  test('enums and nested objects', () => {
    const person = field.object('Person', { name: 'str', color: field.enum('Color', { RED: 'red', TWO: 2, RED_TOO: 'TWO' }), born: 'date | None', friends: 'list[str]', extra: 'dict[str, Any]' });
    const made = signature({ inputs: { question: 'str' }, outputs: { value: field.list(person), last: 'str' } });
    const value = fc.array(
      fc.record({ name: text, color: fc.constantFrom<string | number>('red', 2, 'TWO'), born: fc.option(day), friends: fc.array(text), extra: fc.dictionary(text, fc.jsonValue()) }),
    );
    fc.assert(fc.property(value, (people) => expect(there(adapter, made, people)).toEqual(people)), { numRuns: 50 });
  });

  test('objects of a schema library', () => {
    const schema = z.object({ name: z.string(), tags: z.array(z.string()), at: z.date().nullable(), day: z.iso.date(), kind: z.enum(['a', 'b']), n: z.int(), 'a key': z.union([z.string(), z.number()]) });
    const made = signature({ inputs: { question: 'str' }, outputs: { value: schema, last: 'str' } });
    const value = fc.record({
      name: text,
      tags: fc.array(text),
      at: fc.option(date),
      day: day.map((moment) => moment.toISOString().slice(0, 10)),
      kind: fc.constantFrom('a', 'b'),
      n: fc.maxSafeInteger(),
      'a key': fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true })),
    });
    fc.assert(fc.property(value, (whole) => expect(there(adapter, made, whole)).toEqual(whole)), { numRuns: 50 });
  });
});

describe.each(ADAPTERS)('%s reads long answers', (_name, adapter) => {
  const made = ensureSignature('question -> value: str, items: list[str]');
  const LENGTH = 100_000;
  /** Milliseconds. It takes some ten on a machine at rest; where time grows with the square of the length, many seconds. */
  const SLOW_MS = 2_000;

  test('of 100 kB', () => {
    const value = 'A line of text with "quotes", <b>, & and {braces}.\n'.repeat(LENGTH / 50);
    const outputs = { value: value.trim(), items: Array.from({ length: 2000 }, (_, n) => `item ${n} <&> "`) };
    const [, , assistant] = adapter.format(made, [{ question: 'q', ...outputs }], { question: 'q' });
    const completion = typeof assistant?.content === 'string' ? assistant.content : '';
    expect(completion.length).toBeGreaterThan(LENGTH);
    adapter.parse(made, completion);
    expect(fastest(() => expect(adapter.parse(made, completion)).toEqual(outputs))).toBeLessThan(SLOW_MS);
  });

  test.each(['{', '"', '\\"', '{"value": "', '[', '<value>', '<value', '</value>', '<item a="', '<![CDATA[', ' ', '\n', '[[ ## value ## ]]', '[[ ## value ## ', '```', '{}', "{'a': '}", '&', '&#', '<a><b/>', '{"a":'])('that are nothing but %j', (shard) => {
    const completion = `{"items": [], <items>[[ ## items ## ]]${shard.repeat(LENGTH / shard.length)}`;
    const read = (): void => {
      try {
        adapter.parse(made, completion);
      } catch (error) {
        expect(error).toMatchObject({ code: 'adapter_parse_error' });
      }
    };
    expect(fastest(read)).toBeLessThan(SLOW_MS);
  });
});

test('elements inside of elements without end exhaust no stack', () => {
  const deep = `<value>${'<item>'.repeat(20_000)}x${'</item>'.repeat(20_000)}</value>`;
  expect(new XMLAdapter().parse(ensureSignature('question -> value: Any'), deep)).toHaveProperty('value');
});

/** Milliseconds of the fastest of three runs: other processes may be in the way of some. */
function fastest(run: () => void): number {
  const times = [0, 1, 2].map(() => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return Math.min(...times);
}
