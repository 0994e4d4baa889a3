import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import recordings from '../../test-fixtures/parse-value.json' with { type: 'json' };
import { field } from './field-builder.ts';
import type { FieldType } from './field-type.ts';
import { parseType } from './parse-type.ts';
import { parseValue } from './parse-value.ts';

const SUB = field.object('Sub', { x: 'int', y: field.optional('str', { default: null }) }).typeFor('');
const DEEP = field.object('Deep', { subs: field.list(field.of('Any')), kind: field.literal(['a', 'b'], { default: 'a' }) }).typeFor('');

const TYPES: Readonly<Record<string, FieldType>> = {
  'Literal[str]': parseType(`Literal['a', 'b c', 'q"uote', "it's", 'both\\'"']`),
  'Literal[int]': parseType('Literal[1, 2]'),
  Enum: { kind: 'enum', name: 'Color', members: { RED: 'red', BLUE: 2 } },
  IntEnum: { kind: 'enum', name: 'IntE', members: { A: 1 } },
  Model: SUB,
  'list[Model]': { kind: 'list', item: SUB },
  'Optional[Model]': { kind: 'union', members: [SUB, { kind: 'none' }] },
  Deep: withSubs(DEEP),
  TypedDict: field.object('TD', { a: 'int', b: 'str' }).typeFor(''),
};

/** Where we differ from Python on purpose. */
const OURS: Readonly<Record<string, unknown>> = {
  // "None" for an optional text means that there is none.
  'None|str "None"': null,
  'None|str "null"': null,
  // The prompt lists an enum's values, so values that are not text have to be readable from text.
  'Enum "2"': 2,
  'Enum " red"': 'red',
  'IntEnum "1"': 1,
  // A set is a list without duplicates, a date is a Date (without an offset: UTC).
  'set[str] "[\\"a\\", \\"a\\"]"': ['a'],
  "set[str] \"{'a'}\"": ['a'],
  'datetime "2024-01-02T03:04:05"': new Date('2024-01-02T03:04:05Z'),
  'datetime "2024-01-02"': new Date('2024-01-02T00:00:00Z'),
  'date "2024-01-02"': new Date('2024-01-02T00:00:00Z'),
  // Bounds of a list inside an object are a schema library's business.
  'Deep "{\\"subs\\": []}"': { subs: [], kind: 'a' },
  'float "nan"': Number.NaN,
  'float "inf"': Number.POSITIVE_INFINITY,
};

describe('values are read from text as Python DSPy reads them', () => {
  test.each(recordings.map((recording) => [`${recording.type} ${JSON.stringify(recording.input)}`, recording] as const))('%s', (name, { type, input, result }) => {
    const parsed = parseValue(TYPES[type] ?? parseType(type), input);
    if (name in OURS) expect(parsed).toEqual({ ok: true, value: OURS[name] });
    else expect(parsed).toEqual(result ? { ok: true, value: result.value } : { ok: false, issues: expect.any(Array) });
  });
});

test.each([
  ['int', '100000000000000000000', 'expected int, got 100000000000000000000'],
  ['bool', 'perhaps', 'expected bool, got "perhaps"'],
  ['list[int]', '[1, "x"]', 'expected int, got "x"'],
  ['date', '2024-02-31T', 'expected date'],
  ['date', '2023-02-29', 'expected date, got "2023-02-29"'],
  ['datetime', '2024-04-31T10:00', 'expected datetime, got "2024-04-31T10:00"'],
  ['str', null, 'expected str, got null'],
])('%s refuses %j and says why', (type, input, message) => {
  expect(parseValue(parseType(type), input)).toEqual({ ok: false, issues: [expect.objectContaining({ message: expect.stringContaining(message) })] });
});

test('an issue has the path to the value inside', () => {
  expect(parseValue(parseType('dict[str, list[int]]'), '{"a": [1, "x"]}')).toMatchObject({ issues: [{ path: ['a', 1], expected: 'int' }] });
});

test('a date without an offset is UTC on every machine', async () => {
  const module = new URL('scalars.ts', import.meta.url).href;
  const program = `import { readDate } from '${module}'; console.log(readDate('2024-01-02T03:04:05').toISOString(), readDate('2024-01-02').toISOString(), readDate('2024-01-02 03:04+01:00').toISOString())`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { env: { ...process.env, TZ: 'America/New_York' } });
  expect(stdout.trim().split(' ')).toEqual(['2024-01-02T03:04:05.000Z', '2024-01-02T00:00:00.000Z', '2024-01-02T02:04:00.000Z']);
});

test('a key named __proto__ is data and nothing else', () => {
  const parsed = parseValue(parseType('dict[str, Any]'), '{"__proto__": {"admin": true}}');
  const { value } = parsed as { value: object };
  expect(Object.getOwnPropertyNames(value)).toEqual(['__proto__']);
  expect(Reflect.get({}, 'admin')).toBeUndefined();
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
});

test.each([
  ['str | None', ' x ', ' x '],
  ['list[str] | str', "see ['a']", "see ['a']"],
  ['Any', 'Here: [1]', 'Here: [1]'],
  ['list[str]', '"a, b"', undefined],
  ['tuple[str, str]', "('a', 'b')", ['a', 'b']],
  ['float', '1_000.5', 1000.5],
  ['list[float]', '[NaN, -Infinity]', [Number.NaN, Number.NEGATIVE_INFINITY]],
])('%s reads %j as %j', (type, input, expected) => {
  const parsed = parseValue(parseType(type), input);
  expect(parsed.ok ? parsed.value : undefined).toEqual(expected);
});

test.each([
  ['{"a": 1, // one\n /* two */ "b": 2 # three\n}', { a: 1, b: 2 }],
  ['{"score": 5 // of ten, at most\n, "ok": true /* sure */, "none": None # yet\n, "lang": C # or so\n}', { score: 5, ok: true, none: null, lang: 'C # or so' }],
  [`{a: '''it's "so"''', 'b': \`c\`, “d”: ‘e’}`, { a: `it's "so"`, b: 'c', d: 'e' }],
  [String.raw`{'tab': 'a\tb', 'hex': '\x41\u00e9', 'line': 'one\
two', 'other': '\q\''}`, { tab: 'a\tb', hex: 'Aé', line: 'onetwo', other: "q'" }],
  ['{"said": "he said "no" twice", "n": .5, "m": -1e3, "yes": True, "no": undefined,,}', { said: 'he said "no" twice', n: 0.5, m: -1000, yes: true, no: null }],
  ['{a => 1, b = [1 2, (3, 4)}', { a: 1, b: ['1 2', [3, 4]] }],
  ['{"cut": ["off", {"in": "the mid', { cut: ['off', { in: 'the mid' }] }],
  ["{'a', 'b'}", ['a', 'b']],
])('what is nearly JSON is read as it is meant: %s', (written, expected) => {
  expect(parseValue(parseType('dict | list'), written)).toEqual({ ok: true, value: expected });
});

test.each([
  [200, true],
  [201, false],
  [100_000, false],
])('lists %i deep are read: %p', (depth, isRead) => {
  expect(parseValue(parseType('list'), '['.repeat(depth) + ']'.repeat(depth)).ok).toBe(isRead);
});

function withSubs(deep: FieldType): FieldType {
  if (deep.kind !== 'object') throw new TypeError('Deep is an object');
  return { ...deep, fields: { ...deep.fields, subs: { type: { kind: 'list', item: SUB }, required: true } } };
}
