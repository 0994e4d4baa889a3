import { readdirSync } from 'node:fs';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { temporaryFolder } from '../../test-support/test-viewer.ts';
import { SpanLog, type SpanLogOptions } from './span-log.ts';
import type { InsertTarget, SqlEngine } from './sql-engine.ts';

const LETTERS: InsertTarget = { table: 'letters', columns: { letter: 'UInt8' } };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let table: string[];
/** Thrown by the next inserts, one each. */
let troubles: Error[];
let failures: unknown[];

beforeEach(async () => {
  folder = await temporaryFolder();
  table = [];
  troubles = [];
  failures = [];
});

afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

/** Takes whole files of rows, as the engines do. */
function engine(): SqlEngine {
  return {
    spoolFolder: folder.path,
    query: () => Promise.resolve([table.join('')]),
    command: () => Promise.resolve(),
    close: () => Promise.resolve(),
    insert: async (target, file) => {
      const trouble = troubles.shift();
      if (trouble !== undefined) throw trouble;
      table.push(`${target.table}:${await readFile(file, 'utf8')} `);
    },
  };
}

function open(options: Partial<SpanLogOptions> = {}): Promise<SpanLog> {
  return SpanLog.open(engine(), LETTERS, { folder: folder.path, intervalMs: 3_600_000, segmentBytes: 1_000_000, onFailure: (error) => failures.push(error), ...options });
}

function files(): string[] {
  return readdirSync(folder.path).toSorted();
}

/** As if the process had ended: the files stay, the log does nothing any more. */
async function crashed(log: SpanLog): Promise<string[]> {
  const left = await Promise.all(files().map(async (name) => [name, await readFile(join(folder.path, name))] as const));
  await log.close();
  table = [];
  await Promise.all(left.map(([name, bytes]) => writeFile(join(folder.path, name), bytes)));
  return left.map(([name]) => name);
}

test('inserts what was written since in one go, and leaves no file behind', async () => {
  const log = await open();
  await log.write(Buffer.from('ab'));
  await log.flush();
  await log.write(Buffer.from('cd'));
  await log.write(Buffer.from('ef'));
  expect(log.backlogBytes).toBe(4);
  await log.flush();
  expect(table).toEqual(['letters:ab ', 'letters:cdef ']);
  expect(log.backlogBytes).toBe(0);
  expect(files()).toEqual([]);
});

test('a reader finds what was written before it asked', async () => {
  const log = await open();
  await log.write(Buffer.from('ab'));
  expect(await log.readEngine.query('')).toEqual(['letters:ab ']);
});

test('a segment that is large enough is inserted by itself', async () => {
  const log = await open({ segmentBytes: 2 });
  await log.write(Buffer.from('ab'));
  await log.close();
  expect(table).toEqual(['letters:ab ']);
});

test('rows of a process that crashed are inserted by the next, without those whose writing was cut short', async () => {
  const log = await open();
  await log.write(Buffer.from('ab'));
  await log.write(Buffer.from('cd'));
  expect(await crashed(log)).toEqual(['1.mark', '1.rows']);
  await appendFile(join(folder.path, '1.rows'), 'e');
  await open();
  expect(table).toEqual(['letters:abcd ']);
  expect(files()).toEqual([]);
});

test('rows without a mark, and a mark without a length, were acknowledged to nobody', async () => {
  const log = await open();
  await log.write(Buffer.from('ab'));
  await crashed(log);
  await rm(join(folder.path, '1.mark'));
  await writeFile(join(folder.path, '2.mark'), 'short');
  await open();
  expect(table).toEqual([]);
});

test('an insert that fails is told, and its rows are inserted later, before those that came after them', async () => {
  const log = await open();
  troubles.push(new Error('memory limit'));
  await log.write(Buffer.from('ab'));
  await expect(log.flush()).rejects.toThrow('memory limit');
  expect(log.backlogBytes).toBe(2);
  await log.write(Buffer.from('cd'));
  await log.flush();
  expect(table).toEqual(['letters:ab ', 'letters:cd ']);
});

test('a reader gets its answer though an insert fails, and the failure is told', async () => {
  const log = await open();
  troubles.push(new Error('memory limit'));
  await log.write(Buffer.from('ab'));
  expect(await log.readEngine.query('')).toEqual(['']);
  expect(failures).toEqual([new Error('memory limit')]);
  await log.close();
});

test('many writers and readers at once lose nothing and see their own rows', async () => {
  const log = await open({ intervalMs: 0 });
  await Promise.all(Array.from({ length: 200 }, async (_, index) => {
    const letter = String.fromCharCode(0x100 + index);
    await log.write(Buffer.from(letter));
    expect(String((await log.readEngine.query(''))[0])).toContain(letter);
  }));
  await log.close();
  expect(table.join('').replaceAll(/letters:| /g, '')).toHaveLength(200);
});
