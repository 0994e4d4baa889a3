import { expect, test } from '@jest/globals';

import { span } from '../fixtures/trace.ts';
import { readExceptions } from './exceptions.ts';

const failed = { code: 'error', message: 'Rate limit' } as const;

test('recorded exceptions come with type, message and stack', () => {
  const event = { name: 'exception', time: '7', attrs: { 'exception.type': 'LMRateLimitError', 'exception.message': 'Rate limit', 'exception.stacktrace': 'at x' } };
  expect(readExceptions(span('a', { status: failed, events: [event, { ...event, name: 'retry' }] }))).toEqual([
    { type: 'LMRateLimitError', message: 'Rate limit', stack: 'at x', time: '7', causes: [] },
  ]);
});

test('a span in error without a recorded exception tells its status message', () => {
  expect(readExceptions(span('a', { status: failed }))).toEqual([{ type: 'Error', message: 'Rate limit', stack: '', time: null, causes: [] }]);
  expect(readExceptions(span('a'))).toEqual([]);
  expect(readExceptions(span('a', { status: { code: 'error', message: '' } }))).toEqual([]);
});

test('causes are told apart from what they caused, the nearest first', () => {
  const stack = 'LMError: no answer\n    at call (lm.ts:1)\nCaused by: TypeError: fetch failed\n    at fetch (x:1)\nCaused by: Error\n    at connect';
  const event = { name: 'exception', time: '7', attrs: { 'exception.type': 'LMError', 'exception.message': 'no answer', 'exception.stacktrace': stack } };
  expect(readExceptions(span('a', { events: [event] }))).toEqual([{
    type: 'LMError', message: 'no answer', stack: 'LMError: no answer\n    at call (lm.ts:1)', time: '7',
    causes: [{ type: 'TypeError', message: 'fetch failed', stack: 'TypeError: fetch failed\n    at fetch (x:1)' }, { type: 'Error', message: '', stack: 'Error\n    at connect' }],
  }]);
});
