import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';

import { MAX_QUERY_LENGTH, parseQuery } from './parse-query.ts';
import { COMPARABLES, FLAGS, NAMES } from './query-fields.ts';
import { QUERY_HINTS } from './query-hints.ts';

const kind = (...patterns: string[]) => ({ type: 'names', field: 'kind', patterns, negated: false });
const text = (words: string) => ({ type: 'text', text: words });

test.each<[string, unknown]>([
  ['', { type: 'all' }],
  ['  \n ', { type: 'all' }],
  ['kind:LLM', kind('LLM')],
  ['kind=LLM,TOOL', kind('LLM', 'TOOL')],
  ['model:gpt-4o*', { type: 'names', field: 'model', patterns: ['gpt-4o*'], negated: false }],
  ['status!=ok', { type: 'names', field: 'status', patterns: ['ok'], negated: true }],
  ['name:"LM.__call__"', { type: 'names', field: 'name', patterns: ['LM.__call__'], negated: false }],
  [String.raw`name:"say \"hi\" \\ now"`, { type: 'names', field: 'name', patterns: ['say "hi" \\ now'], negated: false }],
  ['name:f(x)', { type: 'names', field: 'name', patterns: ['f(x)'], negated: false }],
  ['session.id:abc', { type: 'names', field: 'session', patterns: ['abc'], negated: false }],
  ['duration>2s', { type: 'number', field: 'duration', comparison: '>', value: 2e9 }],
  ['duration:>=1.5m', { type: 'number', field: 'duration', comparison: '>=', value: 9e10 }],
  ['latency<250', { type: 'number', field: 'duration', comparison: '<', value: 2.5e8 }],
  ['tokens>1k', { type: 'number', field: 'tokens', comparison: '>', value: 1_000 }],
  ['cost>$0.01', { type: 'number', field: 'cost', comparison: '>', value: 0.01 }],
  ['tokens:100..200', {
    type: 'and',
    parts: [{ type: 'number', field: 'tokens', comparison: '>=', value: 100 }, { type: 'number', field: 'tokens', comparison: '<=', value: 200 }],
  }],
  ['tokens:..5', { type: 'number', field: 'tokens', comparison: '<=', value: 5 }],
  ['has:error', { type: 'flag', flag: 'error' }],
  ['is:root', { type: 'flag', flag: 'root' }],
  ['attr.user.id=42', { type: 'attribute', of: 'span', key: 'user.id', comparison: '=', value: '42' }],
  ['attr."odd: key">3', { type: 'attribute', of: 'span', key: 'odd: key', comparison: '>', value: '3' }],
  ['resource.host.name:a', { type: 'attribute', of: 'resource', key: 'host.name', comparison: '=', value: 'a' }],
  ['refund', text('refund')],
  ['"free text"', text('free text')],
  ['"not closed', text('not closed')],
  ['a - b', { type: 'and', parts: [text('a'), text('-'), text('b')] }],
  ['-status:ok', { type: 'not', part: { type: 'names', field: 'status', patterns: ['ok'], negated: false } }],
  ['not "x y"', { type: 'not', part: text('x y') }],
  ['kind:LLM and refund', { type: 'and', parts: [kind('LLM'), text('refund')] }],
  ['kind:LLM refund OR -x', { type: 'or', parts: [{ type: 'and', parts: [kind('LLM'), text('refund')] }, { type: 'not', part: text('x') }] }],
  ['(a or kind:LLM) "b"', { type: 'and', parts: [{ type: 'or', parts: [text('a'), kind('LLM')] }, text('b')] }],
  ['(a', text('a')],
])('%p is understood', (source, query) => {
  expect(parseQuery(source)).toEqual({ ok: true, query });
});

test.each<[string, number, string]>([
  ['kind:LLM colour:red', 9, 'expected a field (kind, name, '],
  ['http://example.com', 0, 'or quotes around a text to search for, found "http"'],
  ['duration>soon', 9, 'expected a duration such as 300ms, 2s or 1.5m, found "soon"'],
  ['duration>', 9, 'expected a duration such as 300ms, 2s or 1.5m after "duration", found nothing'],
  ['tokens>1,2', 9, 'expected one value, found a second one'],
  ['cost>5s', 5, 'expected an amount such as 0.01, found "5s"'],
  ['tokens:..', 7, 'expected a number such as 1000 or 1.5k, found ".."'],
  ['kind>LLM', 4, 'expected ":", "=" or "!=", found ">"'],
  ['status:bad', 7, 'expected ok, error or unset, found "bad"'],
  ['has:everything', 4, 'expected one of error, model, '],
  ['a)', 1, 'expected a condition, found a ) that nothing opens'],
  ['()', 1, 'expected a condition, found )'],
  ['a or', 4, 'expected a condition, found the end'],
  ['or a', 0, 'expected a condition, found or'],
  [`${'('.repeat(30)}a`, 20, 'expected at most 20 levels, found one more'],
  ['a '.repeat(51), 100, 'expected at most 50 conditions, found one more'],
  [`model:${'x,'.repeat(50)}y`, 0, 'expected at most 50 conditions, found one more'],
  ['a'.repeat(MAX_QUERY_LENGTH + 1), MAX_QUERY_LENGTH, 'expected at most 4000 characters'],
  ['toString:x', 0, 'expected a field'],
  ['has:constructor', 4, 'expected one of error'],
])('%p is refused where it is wrong', (source, at, message) => {
  const parsed = parseQuery(source);
  expect(parsed).toMatchObject({ ok: false, problem: { at, message: expect.stringContaining(message) } });
});

const PIECES = [...Object.keys(NAMES), ...Object.keys(COMPARABLES), 'has', 'attr.x', 'attr."', 'resource.y', ...Object.keys(FLAGS), ':', '=', '!=', '>', '<=', '(', ')', '"', '\\', '-', ' ', ',', '..', '*', ' or ', ' not ', ' and ', '2s', '1k', '$', 'x', '漢', '😀', '\0'];

test.each([
  ['any text', fc.string({ unit: 'binary', maxLength: 200 })],
  ['any words of the language in any order', fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(''))],
])('%s is understood, or refused at a place within it', (_what, texts) => {
  fc.assert(fc.property(texts, (source) => {
    const parsed = parseQuery(source);
    if (parsed.ok) return;
    const { at, length, message, expected } = parsed.problem;
    expect([at >= 0, length >= 0, at + length <= source.length, expected !== '', message.startsWith(`At character ${at + 1}: expected `)]).toEqual([true, true, true, true, true]);
  }), { numRuns: 2_000 });
});

test('any text in quotes is searched for as it is', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (words) => {
    expect(parseQuery(`"${words.replaceAll(/["\\]/g, String.raw`\$&`)}"`)).toEqual({ ok: true, query: text(words) });
  }));
});

test('the hints name every field', () => {
  expect(QUERY_HINTS.map(({ field }) => field)).toEqual([...Object.keys(NAMES), ...Object.keys(COMPARABLES), 'has', 'attr.', 'resource.']);
});
