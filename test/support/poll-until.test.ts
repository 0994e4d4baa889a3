import { expect, test } from '@jest/globals';
import { pollUntil } from './poll-until.ts';

test('resolves to the first value that is there', async () => {
  const values = [undefined, false, '', 'found', 'later'];
  expect(await pollUntil(() => values.shift(), { timeoutMs: 5_000, what: 'a value', everyMs: 1 })).toBe('found');
  expect(values).toEqual(['later']);
});

test('says what it waited for in vain', async () => {
  await expect(pollUntil(async () => false, { timeoutMs: 5, what: 'a miracle', everyMs: 1 })).rejects.toThrow('timed out after 5 ms waiting for a miracle');
});

test('an error in a look is the end', async () => {
  const looks = [false, true];
  const look = () => {
    if (looks.shift() === true) throw new Error('the service ended');
    return false;
  };
  await expect(pollUntil(look, { timeoutMs: 60_000, what: 'a service', everyMs: 1 })).rejects.toThrow('the service ended');
});
