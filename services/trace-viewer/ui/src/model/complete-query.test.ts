import { expect, test } from '@jest/globals';

import { QUERY_HINTS } from '../../../contract/query/query-hints.ts';
import { parseQuery } from '../../../contract/query/parse-query.ts';
import { completeQuery, condition } from './complete-query.ts';

const MODELS = ['gpt-4o', 'gpt-4o-mini', 'my model', 'o3-gpt'];
const hints = QUERY_HINTS.map(({ field, about, values, operators, choices }) => ({ field, about, values, operators, choices: field === 'model' ? MODELS : choices }));
const offers = (source: string, caret = source.length): readonly string[] => completeQuery(source, caret, hints).map(({ text }) => text);

test.each([
  ['ki', ['kind:']], ['-ki', ['kind:']], ['duration>1s tok', ['tokens>', 'tokens.prompt>', 'tokens.completion>']], ['(sta', ['status:']], ['att', ['attr.']],
  ['status:', ['ok', 'error', 'unset']], ['status:e', ['error', 'unset']], ['status:error,o', ['ok', 'error']], ['model:gpt', ['gpt-4o', 'gpt-4o-mini', 'o3-gpt']],
  ['model:"my', ['"my model"']], ['"free ki', []], ['nothing:x', []], ['model:gpt-4o-mini', []],
])('%j can go on as %j', (source, expected) => {
  expect(offers(source)).toEqual(expected);
});

test('only the word at the caret is replaced', () => {
  expect(completeQuery('sta kind:LLM', 3, hints)).toEqual([{ text: 'status:', about: 'ok, error or unset', from: 0, to: 3 }]);
});

test('a condition on any value can be read', () => {
  expect(parseQuery(condition('session', 'a "b" \\ c:d'))).toEqual({ ok: true, query: { type: 'names', field: 'session', patterns: ['a "b" \\ c:d'], negated: false } });
});
