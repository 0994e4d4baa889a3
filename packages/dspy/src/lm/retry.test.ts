import { expect, test } from '@jest/globals';
import { LMAuthError, LMRateLimitError, LMServerError } from './lm-error.ts';
import { withRetries } from './retry.ts';
import { retryAfterMs } from './retry-after.ts';

const MODEL = { model: 'openai/gpt-4o-mini' };

async function waits(failures: readonly Error[], retries = 3): Promise<{ readonly waits: number[]; readonly outcome: unknown }> {
  const slept: number[] = [];
  const left = [...failures];
  const attempt = async (): Promise<string> => {
    const failure = left.shift();
    if (failure) throw failure;
    return 'done';
  };
  const sleep = async (ms: number): Promise<void> => void slept.push(ms);
  const outcome = await withRetries(attempt, { retries, signal: undefined, sleep }).catch((error: unknown) => error);
  return { waits: slept, outcome };
}

test('waits 1, 2 and 4 seconds, then gives up with the last error', async () => {
  const failures = [1, 2, 3, 4, 5].map((index) => new LMServerError(`failure ${index}`, MODEL));
  expect(await waits(failures)).toEqual({ waits: [1000, 2000, 4000], outcome: failures[3] });
});

test('waits as long as the provider asks for', async () => {
  const failure = new LMRateLimitError('slow down', { ...MODEL, retryAfterMs: 2500 });
  expect(await waits([failure])).toEqual({ waits: [2500], outcome: { value: 'done', retries: 1 } });
});

test('does not repeat what will not change, nor what is not a failure of the model', async () => {
  const auth = new LMAuthError('wrong key', MODEL);
  const bug = new TypeError('x is not a function');
  expect(await waits([auth])).toEqual({ waits: [], outcome: auth });
  expect(await waits([bug])).toEqual({ waits: [], outcome: bug });
});

test.each<[Record<string, string>, number | undefined]>([
  [{ 'retry-after-ms': '1500', 'retry-after': '9' }, 1500],
  [{ 'retry-after': '2' }, 2000],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:03 GMT' }, 3000],
  [{ 'retry-after': 'Wed, 21 Oct 2020 07:28:00 GMT' }, 0],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '-5' }, undefined],
  [{}, undefined],
])('the headers %j ask for %j ms', (headers, expected) => {
  expect(retryAfterMs(headers, Date.parse('2026-10-21T07:28:00Z'))).toBe(expected);
});
