import { describe, expect, test } from '@jest/globals';
import { expand, ExpansionError } from './expand.ts';

describe('expand', () => {
  test.each([
    ['plain text stays', 'plain $5 text', 'plain $5 text'],
    ['a variable is replaced', '${HOST}:${PORT}', 'example.org:80'],
    ['a set variable wins over its default', '${PORT:-8080}', '80'],
    ['the default stands in for an unset variable', '${OTHER:-http://127.0.0.1:8080/v1}', 'http://127.0.0.1:8080/v1'],
    ['the default stands in for an empty variable', '${EMPTY:-x}', 'x'],
    ['an empty default is allowed', '[${OTHER:-}]', '[]'],
    ['an empty variable without a default is empty', '[${EMPTY}]', '[]'],
    ['a value is not expanded again', '${NESTED}', '${HOST}'],
    ['$${ gives a literal ${', '$${HOST}', '${HOST}'],
  ])('%s', (_name, text, expected) => {
    expect(expand(text, { HOST: 'example.org', PORT: '80', EMPTY: '', NESTED: '${HOST}' })).toBe(expected);
  });

  test.each([
    ['an unset variable without a default', '${MISSING}', 'expected the environment variable MISSING to be set (in the environment or in .env), or a default as in ${MISSING:-…}'],
    ['a name that is none', '${1x}', 'expected ${NAME} or ${NAME:-default}, got "${1x}"'],
    ['a reference that is never closed', 'a ${HOST', 'expected ${NAME} or ${NAME:-default}, got "${"'],
  ])('%s is an error that says what to do', (_name, text, message) => {
    expect(() => expand(text, {})).toThrow(new ExpansionError(message));
  });
});
