import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { expect, jest, test } from '@jest/globals';

import { temporaryFolder } from '../../../test-support/test-viewer.ts';
import { EngineLostError, EngineUnavailableError, SqlError, type InsertTarget } from '../sql-engine.ts';
import { ChdbEngine } from './chdb-engine.ts';

// Opening chDB on a busy machine takes its time.
jest.setTimeout(30_000);

const NUMBERS: InsertTarget = { table: 'numbers_kept', columns: { n: 'UInt8' } };

async function openIn(dataDir: string, lockTimeoutMs = 15_000): Promise<ChdbEngine & AsyncDisposable> {
  const engine = await ChdbEngine.open({ dataDir, memoryMiB: 1024, lockTimeoutMs });
  return Object.assign(engine, { [Symbol.asyncDispose]: () => engine.close() });
}

/** Ids of the processes that hold this folder's data. */
function processesOf(dataDir: string): number[] {
  return execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n').filter((line) => line.includes('chdb-process') && line.includes(dataDir)).map((line) => Number.parseInt(line, 10));
}

test('answers rows, with parameters that stay values', async () => {
  await using folder = await temporaryFolder();
  await using engine = await openIn(folder.path);
  const text = "a'b\\c\n\t{x:String} 漢\0";
  expect(await engine.query('SELECT {text:String} AS text, {list:Array(String)} AS list, {n:UInt32} AS n, toUInt64(9007199254740993) AS big', { text, list: [text, ''], n: 7 }))
    .toEqual([{ text, list: [text, ''], n: 7, big: '9007199254740993' }]);
});

test('tells why a statement failed, with the engine\'s number', async () => {
  await using folder = await temporaryFolder();
  await using engine = await openIn(folder.path);
  const error = await engine.query('SELECT nothing_like_this').catch((problem: unknown) => problem);
  expect(error).toBeInstanceOf(SqlError);
  expect(error).toMatchObject({ code: 'sql', clickhouseCode: 47, message: expect.stringContaining('nothing_like_this') });
  expect(await engine.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a second viewer on the same data is told so', async () => {
  await using folder = await temporaryFolder();
  await using engine = await openIn(folder.path);
  await expect(openIn(folder.path, 0)).rejects.toThrow(`The data directory ${folder.path} is in use by another viewer.`);
  await expect(openIn(folder.path, 0)).rejects.toBeInstanceOf(EngineUnavailableError);
  expect(await engine.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('after kill -9 of its process every insert that was acknowledged is there, and the engine goes on by itself', async () => {
  await using folder = await temporaryFolder();
  await using engine = await openIn(folder.path);
  await engine.command('CREATE TABLE numbers_kept (n UInt8) ENGINE = MergeTree ORDER BY n');
  const acknowledged: number[] = [];
  const [holder = 0] = processesOf(folder.path);
  const inserts = Array.from({ length: 60 }, async (_, n) => {
    const file = join(engine.spoolFolder, `${n}.rows`);
    await writeFile(file, Uint8Array.of(n));
    await engine.insert(NUMBERS, file);
    acknowledged.push(n);
    if (acknowledged.length === 20) process.kill(holder, 'SIGKILL');
  });
  const outcomes = await Promise.allSettled(inserts);

  const lost = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(lost.every(({ reason }) => reason instanceof EngineLostError)).toBe(true);
  expect(lost.length).toBeGreaterThan(0);
  const kept = (await engine.query('SELECT n FROM numbers_kept ORDER BY n')) as { n: number }[];
  expect(kept.map(({ n }) => n)).toEqual(expect.arrayContaining(acknowledged));
  expect(acknowledged.length).toBeGreaterThanOrEqual(20);
});

test('leaves no process behind', async () => {
  await using folder = await temporaryFolder();
  const engine = await openIn(folder.path);
  expect(processesOf(folder.path)).toHaveLength(1);
  await engine.close();
  expect(processesOf(folder.path)).toEqual([]);
  await expect(engine.query('SELECT 1')).rejects.toBeInstanceOf(EngineLostError);
});

test.each([
  ['opens the data', 'void ChdbEngine.open(options);'],
  ['answers a long query', "const engine = await ChdbEngine.open(options); void engine.query('SELECT sleepEachRow(1) FROM numbers(28) SETTINGS max_block_size = 1');"],
])('its process ends with the viewer, even while it %s', async (_when, script) => {
  await using folder = await temporaryFolder();
  const viewer = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', `
    const { ChdbEngine } = await import(${JSON.stringify(new URL('./chdb-engine.ts', import.meta.url).href)}); const options = { dataDir: process.argv[1], memoryMiB: 1024 };
    ${script} console.log('now'); setInterval(() => {}, 1000);`, folder.path], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(viewer.stdout, 'data');
  const deadline = performance.now() + 10_000;
  while (processesOf(folder.path).length === 0 && performance.now() < deadline) await delay(20);
  const [holder = 0] = processesOf(folder.path);
  viewer.kill('SIGKILL');
  while (processesOf(folder.path).length > 0 && performance.now() < deadline) await delay(20);
  const left = processesOf(folder.path);
  for (const id of left) process.kill(id, 'SIGKILL');
  expect(holder).toBeGreaterThan(0);
  expect(left).toEqual([]);
});
