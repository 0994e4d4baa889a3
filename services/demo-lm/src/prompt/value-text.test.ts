import { expect, test } from '@jest/globals';
import { readValue } from './value-text.ts';

test.each<[string, string, unknown]>([
  ['a numbered list of passages', '[1] «one»\n[2] «two\nlines»', ['one', 'two\nlines']],
  ['a long passage in three quotes', '[1] «««\n    has «q»\n»»»\n[2] «b»', ['has «q»', 'b']],
  ['one quoted passage', '«only»', 'only'],
  ['a JSON list', '["a", "b\\nc"]', ['a', 'b\nc']],
  ['a JSON object', '{"a": [1, null]}', { a: [1, null] }],
  ["a Python list", `['one', "two's", 'three\\n']`, ['one', "two's", 'three\n']],
  ['text that only begins like a list', '[draft] not a list', '[draft] not a list'],
  ['text', ' plain «text» ', 'plain «text»'],
])('%s', (_name, text, value) => {
  expect(readValue(text)).toEqual(value);
});
