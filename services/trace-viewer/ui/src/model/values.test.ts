import { expect, test } from '@jest/globals';

import { ofJson, printJson, readValue } from './values.ts';

test('a list that DSPy numbered is a list again, over several lines too', () => {
  expect(readValue('[1] «Paris | a city»\n[2] «««\n    first\n      second\n»»»\n[3] «»')).toEqual({
    form: 'list', items: ['Paris | a city', 'first\n  second', ''],
  });
});

test('a text that only begins like such a list stays a text', () => {
  const text = '[1] «Paris» and more\nnothing';
  expect(readValue(text)).toEqual({ form: 'text', text });
});

test('objects and arrays are JSON; a number, a word or broken JSON is a text', () => {
  expect(readValue('{"a": 1}')).toEqual({ form: 'json', json: { a: 1 } });
  expect(readValue('["a", "b"]')).toEqual({ form: 'list', items: ['a', 'b'] });
  expect(readValue('[1, "b"]')).toEqual({ form: 'json', json: [1, 'b'] });
  for (const text of ['12', 'true', '{"a": ', 'Paris', '']) expect(readValue(text)).toEqual({ form: 'text', text });
});

test('a JSON text is shown without its quotes', () => {
  expect(ofJson('a "b"')).toEqual({ form: 'text', text: 'a "b"' });
  expect(readValue('"a \\"b\\""')).toEqual({ form: 'text', text: 'a "b"' });
});

test('short JSON stands on one line, longer JSON is indented', () => {
  expect(printJson({ a: 1, b: [true, null], c: {}, d: 'x' })).toBe('{"a": 1, "b": [true, null], "c": {}, "d": "x"}');
  expect(printJson({ a: 'x'.repeat(80) })).toBe(`{\n  "a": "${'x'.repeat(80)}"\n}`);
  expect(printJson([])).toBe('[]');
});
