import { expect, test } from '@jest/globals';

import type { AttributeValue } from '../ingest/span.ts';
import { attributesToJson, parseStoredJson } from './attribute-json.ts';

function stored(value: AttributeValue): string {
  return attributesToJson([{ key: 'a', value }]);
}

test.each<[AttributeValue, string, unknown]>([
  ['"quoted"\n\\', String.raw`{"a":"\"quoted\"\n\\"}`, '"quoted"\n\\'],
  [12n, '{"a":12}', 12],
  [9_007_199_254_740_993n, '{"a":9007199254740993}', '9007199254740993'],
  [-9_223_372_036_854_775_808n, '{"a":-9223372036854775808}', '-9223372036854775808'],
  [5, '{"a":5.0}', 5],
  [-0, '{"a":-0.0}', -0],
  [1e21, '{"a":1e+21}', 1e21],
  [2 ** 63, '{"a":9223372036854776000.0}', 2 ** 63],
  [Number.NaN, '{"a":{"double":"NaN"}}', { double: 'NaN' }],
  [true, '{"a":true}', true],
  [null, '{"a":null}', null],
  [Buffer.from([0, 255]), '{"a":{"base64":"AP8="}}', { base64: 'AP8=' }],
  [{ entries: [{ key: 'double', value: 'NaN' }] }, '{"a":{"~double":"NaN"}}', { '~double': 'NaN' }],
  [['x', 1n, [2.5]], '{"a":["x",1,[2.5]]}', ['x', 1, [2.5]]],
  [{ entries: [{ key: 'k"', value: 1n }] }, String.raw`{"a":{"k\"":1}}`, { 'k"': 1 }],
])('%p is stored with its type and read back', (value, text, read) => {
  expect(stored(value)).toBe(text);
  expect(parseStoredJson(text)).toEqual({ a: read });
});

test('keeps names that objects treat in their own way', () => {
  const read = parseStoredJson(attributesToJson([{ key: '__proto__', value: 'x' }, { key: '', value: 'y' }])) as object;
  expect(Object.entries(read)).toEqual([['__proto__', 'x'], ['', 'y']]);
});
