import { createReadStream, readdirSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

import { z } from 'zod';

import { errorCode } from '../error-code.ts';
import type { InsertTarget } from './sql-engine.ts';

/** A segment that nobody writes to any more: a file of whole rows, and beside it its mark. */
export interface SealedSegment {
  readonly number: number;
  readonly target: InsertTarget;
  /** Bytes of rows. */
  readonly length: number;
}

/** What a segment holds is not what was written, after a power cut for instance. It was moved to `path`. */
export class DamagedSegmentError extends Error {
  readonly code = 'damaged_segment';

  constructor(path: string, problem: string) {
    super(`Spans of an earlier run cannot be read (${problem}): ${path} keeps their bytes, and nothing reads them any more. Everything else goes on.`);
    this.name = 'DamagedSegmentError';
  }
}

/** A mark begins with the length and the checksum of the rows that count; the target follows as JSON. */
const LENGTH_BYTES = 8;
const HEAD_BYTES = LENGTH_BYTES + 4;
const Target = z.object({ table: z.string(), columns: z.record(z.string(), z.string()) });

type Kind = 'rows' | 'mark';

/** A segment that rows are appended to. The mark says how many bytes of the rows count: those of writes that succeeded. */
export class OpenSegment {
  readonly number: number;
  readonly #folder: string;
  readonly #target: InsertTarget;
  readonly #rows: FileHandle;
  readonly #mark: FileHandle;
  #length = 0;
  #checksum = 0;
  #torn = false;

  private constructor(folder: string, number: number, target: InsertTarget, rows: FileHandle, mark: FileHandle) {
    this.#folder = folder;
    this.number = number;
    this.#target = target;
    this.#rows = rows;
    this.#mark = mark;
  }

  /** Leaves no file and no handle behind when it throws. */
  static async create(folder: string, number: number, target: InsertTarget): Promise<OpenSegment> {
    await using undo = new AsyncDisposableStack();
    undo.defer(() => removeSegment(folder, { number }));
    const rows = await open(segmentPath(folder, { number }, 'rows'), 'w', 0o600);
    undo.defer(() => rows.close());
    const mark = await open(segmentPath(folder, { number }, 'mark'), 'w', 0o600);
    undo.defer(() => mark.close());
    await writeAll(mark, Buffer.concat([head(0, 0), Buffer.from(JSON.stringify(target))]), 0);
    undo.move();
    return new OpenSegment(folder, number, target, rows, mark);
  }

  get length(): number {
    return this.#length;
  }

  /** A write failed half way: nothing more can be appended. */
  get torn(): boolean {
    return this.#torn;
  }

  /** Resolves once the rows are in the file and count. Throws the file system's error; none of the rows counts then. */
  async append(rows: Uint8Array): Promise<void> {
    const [length, checksum] = [this.#length + rows.length, crc32(rows, this.#checksum)];
    try {
      await writeAll(this.#rows, rows, this.#length);
      await writeAll(this.#mark, head(length, checksum), 0);
    } catch (error) {
      this.#torn = true;
      throw error;
    }
    this.#length = length;
    this.#checksum = checksum;
  }

  /** Cuts off what a failed write left behind. Answers `undefined`, and leaves no file, when no rows are in it. */
  async seal(): Promise<SealedSegment | undefined> {
    if (this.#torn) {
      await this.#rows.truncate(this.#length);
      await writeAll(this.#mark, head(this.#length, this.#checksum), 0);
    }
    await this.#rows.close();
    await this.#mark.close();
    const segment = { number: this.number, target: this.#target, length: this.#length };
    if (segment.length > 0) return segment;
    await removeSegment(this.#folder, segment);
    return undefined;
  }
}

/** Numbers of the segments that are there, in the order in which they were written. */
export function listSegments(folder: string): number[] {
  return readdirSync(folder).flatMap((name) => /^(\d+)\.mark$/.exec(name)?.[1] ?? []).map(Number).toSorted((one, other) => one - other);
}

/**
 * Reads a segment that a process left behind. `undefined`, and no file, when nothing in it was acknowledged.
 *
 * @throws DamagedSegmentError when it is not what was written; its files are in the folder `damaged` then.
 */
export async function recoverSegment(folder: string, number: number): Promise<SealedSegment | undefined> {
  const rows = segmentPath(folder, { number }, 'rows');
  const written = await sizeOf(rows);
  const mark = readMark(await readFile(segmentPath(folder, { number }, 'mark')));
  if (written === 0 && (mark === undefined || mark.length === 0)) {
    await removeSegment(folder, { number });
    return undefined;
  }
  if (mark === undefined) throw await setAside(folder, number, 'their mark is not one');
  if (mark.length === 0) {
    await removeSegment(folder, { number });
    return undefined;
  }
  if (written < mark.length) throw await setAside(folder, number, `${written} of ${mark.length} bytes are left`);
  // A write that a crash cut short was never acknowledged.
  if (written > mark.length) await truncate(rows, mark.length);
  if (await checksumOf(rows) !== mark.checksum) throw await setAside(folder, number, 'their checksum differs');
  return { number, target: mark.target, length: mark.length };
}

export async function removeSegment(folder: string, segment: { readonly number: number }): Promise<void> {
  // The mark goes first: rows without one count as nothing.
  await rm(segmentPath(folder, segment, 'mark'), { force: true });
  await rm(segmentPath(folder, segment, 'rows'), { force: true });
}

export function segmentPath(folder: string, { number }: { readonly number: number }, kind: Kind): string {
  return join(folder, `${number}.${kind}`);
}

function readMark(bytes: Buffer): { readonly length: number; readonly checksum: number; readonly target: InsertTarget } | undefined {
  if (bytes.length < HEAD_BYTES) return undefined;
  try {
    const target = Target.parse(JSON.parse(bytes.subarray(HEAD_BYTES).toString('utf8')));
    return { length: Number(bytes.readBigUInt64LE()), checksum: bytes.readUInt32LE(LENGTH_BYTES), target };
  } catch {
    return undefined;
  }
}

async function setAside(folder: string, number: number, problem: string): Promise<DamagedSegmentError> {
  const damaged = join(folder, 'damaged');
  await mkdir(damaged, { recursive: true, mode: 0o700 });
  // Numbers begin anew with each run.
  const path = join(damaged, `${Date.now()}-${number}`);
  for (const kind of ['rows', 'mark'] as const) {
    await rename(segmentPath(folder, { number }, kind), `${path}.${kind}`).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
    });
  }
  return new DamagedSegmentError(`${path}.rows`, problem);
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}

async function checksumOf(path: string): Promise<number> {
  let checksum = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) checksum = crc32(chunk, checksum);
  return checksum;
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length;) written += (await file.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
}

function head(length: number, checksum: number): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES);
  bytes.writeBigUInt64LE(BigInt(length));
  bytes.writeUInt32LE(checksum, LENGTH_BYTES);
  return bytes;
}
