import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

import type { ViewerConfig } from './config.ts';
import { openEngine } from './open-engine.ts';
import { FolderInUseError } from './store/folder-lock.ts';
import { SpanStore } from './store/span-store.ts';
import type { SqlEngine } from './store/sql-engine.ts';
import { exportArchive, importArchive, type ArchiveCount } from './store/trace-archive.ts';

/** Nobody else writes: nothing has to wait for anything. */
const ALONE = { maxPendingBytes: 256 * 1024 * 1024, intervalMs: 0 };

/** `dspy-viewer export FILE` and `import FILE`: `-` is standard output or input, a name that ends in `.gz` means gzip. */
export async function runArchive(kind: 'export' | 'import', file: string, config: ViewerConfig): Promise<ArchiveCount> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const engine = await openEngine(config);
  try {
    return await (kind === 'export' ? exportTo(file, engine, config) : importFrom(file, engine, config));
  } finally {
    await engine.close();
  }
}

async function exportTo(file: string, engine: SqlEngine, config: ViewerConfig): Promise<ArchiveCount> {
  const store = await openUnlessInUse(engine, config);
  try {
    return await writeFile(file, (out) => exportArchive(engine, out));
  } finally {
    await store?.close();
  }
}

async function importFrom(file: string, engine: SqlEngine, config: ViewerConfig): Promise<ArchiveCount> {
  const store = await openStore(engine, config);
  try {
    return await importArchive(store, reading(file));
  } finally {
    await store.close();
  }
}

/** What a crash left behind belongs to an export. What a viewer that runs has on its way is that one's to insert. */
async function openUnlessInUse(engine: SqlEngine, config: ViewerConfig): Promise<SpanStore | undefined> {
  try {
    return await openStore(engine, config);
  } catch (error) {
    if (error instanceof FolderInUseError) return undefined;
    throw error;
  }
}

function openStore(engine: SqlEngine, { maxValueBytes, maxAttributes }: ViewerConfig): Promise<SpanStore> {
  return SpanStore.open(engine, { ...ALONE, maxValueBytes, maxAttributes, onFailure: (error) => console.error('dspy-viewer:', error) });
}

async function writeFile(file: string, write: (out: Writable) => Promise<ArchiveCount>): Promise<ArchiveCount> {
  const lines = new PassThrough();
  const target = file === '-' ? process.stdout : createWriteStream(file, { mode: 0o600 });
  const written = file.endsWith('.gz') ? pipeline(lines, createGzip(), target) : pipeline(lines, target);
  const [count] = await Promise.all([finished(lines, write), written]);
  return count;
}

async function finished(lines: PassThrough, write: (out: Writable) => Promise<ArchiveCount>): Promise<ArchiveCount> {
  try {
    const count = await write(lines);
    lines.end();
    return count;
  } catch (error) {
    // The file is not to wait for more.
    lines.destroy();
    throw error;
  }
}

function reading(file: string): Readable {
  const source = file === '-' ? process.stdin : createReadStream(file);
  if (!file.endsWith('.gz')) return source;
  const text = createGunzip();
  source.once('error', (error: Error) => text.destroy(error));
  return source.pipe(text);
}
