import { expect, test } from '@jest/globals';

import { coalesce } from './coalesce.ts';

test('the first call runs at once, and all calls during a run become one more', async () => {
  const starts: number[] = [];
  const finish: (() => void)[] = [];
  const call = coalesce(() => new Promise<void>((resolve) => {
    starts.push(starts.length);
    finish.push(resolve);
  }), 0);
  call();
  expect(starts).toHaveLength(1);
  call();
  call();
  expect(starts).toHaveLength(1);
  finish[0]?.();
  await until(() => starts.length === 2);
  finish[1]?.();
  call();
  await until(() => starts.length === 3);
  expect(starts).toHaveLength(3);
});

test('a run that fails does not end the refreshing', async () => {
  let runs = 0;
  const call = coalesce(() => {
    runs += 1;
    return Promise.reject(new Error('offline'));
  }, 0);
  call();
  call();
  await until(() => runs === 2);
  expect(runs).toBe(2);
});

async function until(met: () => boolean): Promise<void> {
  while (!met()) await new Promise((resolve) => { setImmediate(resolve); });
}
