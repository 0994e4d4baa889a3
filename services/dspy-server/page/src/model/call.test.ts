import { expect, test } from '@jest/globals';

import { advanced, intermediate, STARTED, type Call, type CallEvent } from './call.ts';

const piece = (field: string, text: string, predictor = 'respond', call = 0): CallEvent => ({ type: 'field', field, text, predictor, call });

const after = (...events: readonly CallEvent[]): Call => events.reduce(advanced, STARTED);

test('a call grows piece by piece, each field of each predictor by itself, and ends with its result', () => {
  const ids = { requestId: 'r', traceId: 't' };
  expect(after({ type: 'answered', ids }, { type: 'status', message: 'searching' }, piece('reasoning', 'Be'), piece('answer', '4', 'check'), piece('reasoning', 'cause'), { type: 'result', output: { answer: '42' }, ms: 7 })).toEqual({
    phase: 'done',
    ids,
    notes: ['searching'],
    pieces: [
      { key: 'respond/0/reasoning', field: 'reasoning', predictor: 'respond', text: 'Because' },
      { key: 'check/0/answer', field: 'answer', predictor: 'check', text: '4' },
    ],
    output: { answer: '42' },
    ms: 7,
  });
});

test('what was written before a call failed or was cancelled stays', () => {
  const failure = { status: 502, message: 'gone', problems: [] };
  expect(after(piece('answer', 'Wi'), { type: 'failed', failure, ms: 1 })).toMatchObject({ phase: 'failed', failure, pieces: [{ text: 'Wi' }] });
  expect(after(piece('answer', 'Wi'), { type: 'cancelled', ms: 1 })).toMatchObject({ phase: 'cancelled', pieces: [{ text: 'Wi' }] });
});

test('what is not part of the output, or another draft of it, was on the way', () => {
  const call = after(piece('answer', 'draft', 'first'), piece('reasoning', 'why'), piece('answer', 'final\n'), piece('tags', '["a"]'), { type: 'result', output: { answer: 'final', tags: ['a'] }, ms: 1 });
  expect(intermediate(call).map(({ predictor, field }) => `${predictor}.${field}`)).toEqual(['first.answer', 'respond.reasoning']);
});
