import { expect, test } from '@jest/globals';

import { toProblem } from './http-problem.ts';
import { ByteBudget } from './ingest/byte-budget.ts';
import { MalformedOtlpError } from './ingest/malformed-otlp-error.ts';
import { RequestRefusedError } from './ingest/request-refused-error.ts';
import { StoreOverloadedError } from './store/group-commit.ts';
import { EngineLostError, SqlError } from './store/sql-engine.ts';
import { StoreUnavailableError } from './store/store-unavailable-error.ts';

test.each<[string, unknown, number, number, string | undefined, boolean]>([
  ['a malformed body', new MalformedOtlpError('Span', 'cut off'), 400, 3, undefined, false],
  ['a body that is too large', new RequestRefusedError(413, 'too large'), 413, 8, undefined, false],
  ['a body without the token', new RequestRefusedError(401, 'no token'), 401, 16, undefined, false],
  ['a foreign name', new RequestRefusedError(403, 'no such name'), 403, 7, undefined, false],
  ['a store that is behind', new StoreOverloadedError(5), 503, 14, '1', false],
  ['an engine that stopped', new EngineLostError('killed'), 503, 14, '1', true],
  ['a statement that failed', new SqlError('memory limit', 241), 503, 14, '5', true],
  ['a disk that is full', new StoreUnavailableError('/spool', new Error('ENOSPC')), 503, 14, '5', true],
  ['a mistake of ours', new TypeError('x is undefined'), 500, 13, undefined, true],
])('%s: senders try again exactly when that can help', (_what, error, status, rpcCode, retryAfter, unexpected) => {
  const problem = toProblem(error);
  expect([problem.status, problem.rpcCode, problem.headers['Retry-After'], problem.unexpected]).toEqual([status, rpcCode, retryAfter, unexpected]);
});

test('a mistake of ours is not told to clients in its own words', () => {
  expect(toProblem(new Error('password is hunter2')).message).not.toContain('hunter2');
});

test('bodies share a budget: past it they are refused for now, one alone always fits, and what ends is given back', () => {
  const budget = new ByteBudget(100);
  {
    using large = budget.open();
    large.add(60);
    large.add(60);
    using late = budget.open();
    expect(() => late.add(1)).toThrow(expect.objectContaining({ status: 503, headers: { 'Retry-After': '1' } }));
    expect(budget.used).toBe(120);
  }
  expect(budget.used).toBe(0);
  using next = budget.open();
  next.add(100);
  expect(budget.used).toBe(100);
});
