import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, jest, test } from '@jest/globals';

import { temporaryFolder } from '../../test-support/test-viewer.ts';
import { lockFolder } from './folder-lock.ts';

// One starts a process.
jest.setTimeout(30_000);

test('a folder has one holder at a time, and can be had again afterwards', async () => {
  await using folder = await temporaryFolder();
  const held = await lockFolder(folder.path);
  expect(await lockFolder(folder.path)).toBeUndefined();
  await held?.[Symbol.asyncDispose]();
  await using again = await lockFolder(folder.path);
  expect(again).toBeDefined();
});

test('a path that is too long for a socket can be locked too', async () => {
  await using folder = await temporaryFolder();
  const long = join(folder.path, 'x'.repeat(120));
  await mkdir(long);
  await using held = await lockFolder(long);
  expect(held).toBeDefined();
  expect(await lockFolder(long)).toBeUndefined();
});

test('the lock of a process that was killed is taken over', async () => {
  await using folder = await temporaryFolder();
  const module = JSON.stringify(new URL('./folder-lock.ts', import.meta.url).href);
  const script = `const { lockFolder } = await import(${module}); await lockFolder(process.argv[1]); console.log('locked'); setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script, folder.path], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  expect(await lockFolder(folder.path)).toBeUndefined();
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  await using taken = await lockFolder(folder.path);
  expect(taken).toBeDefined();
});
