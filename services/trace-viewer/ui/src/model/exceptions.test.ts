import { expect, test } from '@jest/globals';

import { span } from '../fixtures/trace.ts';
import { readExceptions } from './exceptions.ts';

const failed = { code: 'error', message: 'Rate limit' } as const;

test('recorded exceptions come with type, message and stack', () => {
  const event = { name: 'exception', time: '7', attrs: { 'exception.type': 'LMRateLimitError', 'exception.message': 'Rate limit', 'exception.stacktrace': 'at x' } };
  expect(readExceptions(span('a', { status: failed, events: [event, { ...event, name: 'retry' }] }))).toEqual([
    { type: 'LMRateLimitError', message: 'Rate limit', stack: 'at x', time: '7' },
  ]);
});

test('a span in error without a recorded exception tells its status message', () => {
  expect(readExceptions(span('a', { status: failed }))).toEqual([{ type: 'Error', message: 'Rate limit', stack: '', time: null }]);
  expect(readExceptions(span('a'))).toEqual([]);
  expect(readExceptions(span('a', { status: { code: 'error', message: '' } }))).toEqual([]);
});
