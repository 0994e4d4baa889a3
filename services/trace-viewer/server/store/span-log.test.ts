import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { appendFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { temporaryFolder } from '../../test-support/test-viewer.ts';
import { FolderInUseError } from './folder-lock.ts';
import { DamagedSegmentError } from './log-segment.ts';
import { SpanLog, type SpanLogOptions } from './span-log.ts';
import type { InsertTarget, SqlEngine } from './sql-engine.ts';

const LETTERS: InsertTarget = { table: 'letters', columns: { letter: 'UInt8' } };

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let table: string[];
/** Thrown by the next inserts, one each. */
let troubles: Error[];
let failures: unknown[];
let inserted: PromiseWithResolvers<void>;

beforeEach(async () => {
  folder = await temporaryFolder();
  table = [];
  troubles = [];
  failures = [];
  inserted = Promise.withResolvers();
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
      inserted.resolve();
    },
  };
}

function open(options: Partial<SpanLogOptions> = {}): Promise<SpanLog> {
  return SpanLog.open(engine(), LETTERS, { folder: folder.path, intervalMs: 3_600_000, segmentBytes: 1_000_000, onFailure: (error) => failures.push(error), ...options });
}

function files(): string[] {
  return readdirSync(folder.path).filter((name) => name !== 'lock').toSorted();
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
  const log = await open({ segmentBytes: 4 });
  // Nothing waits long enough to be inserted for another reason: the first write starts the interval.
  await log.write(Buffer.from('ab'));
  await inserted.promise;
  inserted = Promise.withResolvers();
  await log.write(Buffer.from('cd'));
  await log.write(Buffer.from('ef'));
  await inserted.promise;
  expect(table).toEqual(['letters:ab ', 'letters:cdef ']);
  await log.close();
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

test('a folder that another log has is left alone', async () => {
  const log = await open();
  await log.write(Buffer.from('ab'));
  await expect(open()).rejects.toBeInstanceOf(FolderInUseError);
  expect(table).toEqual([]);
  await log.close();
  expect(table).toEqual(['letters:ab ']);
});

test.each<[string, () => Promise<void>, string]>([
  ['a segment that lost its end', () => truncate(join(folder.path, '1.rows'), 3), '3 of 4 bytes are left'],
  ['a segment that has other bytes', () => writeFile(join(folder.path, '1.rows'), 'ab\0\0'), 'their checksum differs'],
  ['a segment whose mark is gone', () => writeFile(join(folder.path, '1.mark'), ''), 'their mark is not one'],
])('after a power cut, %s is moved aside and told, and the others are inserted', async (_what, damage, told) => {
  const log = await open();
  await log.write(Buffer.from('abcd'));
  await crashed(log);
  for (const kind of ['rows', 'mark']) await writeFile(join(folder.path, `2.${kind}`), await readFile(join(folder.path, `1.${kind}`)));
  await damage();
  const damaged = await readFile(join(folder.path, '1.rows'));
  await (await open()).close();
  expect(table).toEqual(['letters:abcd ']);
  expect(failures).toEqual([expect.any(DamagedSegmentError)]);
  expect(String(failures[0])).toContain(told);
  expect(files()).toEqual(['damaged']);
  const kept = readdirSync(join(folder.path, 'damaged')).find((name) => name.endsWith('-1.rows')) ?? '';
  expect(await readFile(join(folder.path, 'damaged', kept))).toEqual(damaged);
});

/** Runs in a process whose files cannot grow beyond so many half kilobytes, as if the disk were full then. */
async function onSmallDisk(halfKilobytes: number, script: string): Promise<unknown> {
  const imports = `import { readdirSync, readFileSync, readlinkSync } from 'node:fs'; import { SpanLog } from ${JSON.stringify(new URL('./span-log.ts', import.meta.url).href)};
    const [folder] = process.argv.slice(1); process.on('SIGXFSZ', () => {}); const table = []; const errors = [];
    const log = await SpanLog.open({ spoolFolder: folder, insert: async (target, file) => { table.push(readFileSync(file, 'utf8')); }, close: async () => {} }, { table: 'letters', columns: {} },
      { folder, intervalMs: 3600000, segmentBytes: 1e6, onFailure: (error) => { throw error; } });
    const write = (letter) => log.write(Buffer.from(letter.repeat(600))).catch((error) => { errors.push(error.code + ' ' + error.cause.code); });
    const opened = () => readdirSync('/proc/self/fd').filter((fd) => { try { return readlinkSync('/proc/self/fd/' + fd).startsWith(folder); } catch { return false; } }).length;`;
  const { stdout } = await promisify(execFile)('sh', [
    '-c', `ulimit -f ${halfKilobytes}; exec "$0" "$@"`, process.execPath, '--disable-warning=ExperimentalWarning', '--input-type=module', '-e', `${imports}\n${script}`, folder.path,
  ]);
  return JSON.parse(stdout);
}

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('what a write leaves behind that the disk had no room for is cut off; its spans are refused, those before and after are kept', async () => {
  expect(await onSmallDisk(2, "await write('a'); await write('b'); await write('c'); await log.close(); console.log(JSON.stringify({ table, errors }));"))
    .toEqual({ table: ['a'.repeat(600), 'c'.repeat(600)], errors: ['store_unavailable EFBIG'] });
});

onLinux('a segment that cannot be begun leaves neither file nor handle', async () => {
  expect(await onSmallDisk(0, "await write('a'); console.log(JSON.stringify({ errors, opened: opened(), files: readdirSync(folder) })); process.exit();"))
    .toEqual({ errors: ['store_unavailable EFBIG'], opened: 0, files: ['lock'] });
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
