import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCodes } from '../../error-text.ts';

/** How full the store is after it was cleaned. */
const CLEANED_TO = 0.8;

interface StoredFile {
  readonly path: string;
  readonly bytes: number;
  readonly usedMs: number;
}

/**
 * One file per key in a directory. A file appears whole, by renaming, so that many processes can share the directory;
 * when all files together pass the limit, those that were not used for longest are deleted.
 */
export class DiskStore {
  readonly dir: string;
  readonly maxBytes: number;
  #bytes: number | undefined;
  #cleaning: Promise<void> | undefined;
  #writes = 0;

  constructor(dir: string, maxBytes: number) {
    this.dir = dir;
    this.maxBytes = maxBytes;
  }

  /** `undefined` when there is nothing. @throws what the file system says otherwise. */
  async read(key: string): Promise<string | undefined> {
    try {
      const path = this.#path(key);
      const text = await readFile(path, 'utf8');
      const now = new Date();
      await utimes(path, now, now).catch(() => undefined);
      return text;
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  /** @throws what the file system says. */
  async write(key: string, text: string): Promise<void> {
    const path = this.#path(key);
    const bytes = Buffer.byteLength(text);
    if (bytes > this.maxBytes * CLEANED_TO) return;
    this.#writes += 1;
    const temporary = `${path}.${process.pid}.${this.#writes}.tmp`;
    await mkdir(join(this.dir, key.slice(0, 2)), { recursive: true, mode: 0o700 });
    try {
      await writeFile(temporary, text, { mode: 0o600 });
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
    this.#bytes = (this.#bytes ?? sum(await this.#files()) - bytes) + bytes;
    if (this.#bytes > this.maxBytes) await (this.#cleaning ??= this.#clean().finally(() => (this.#cleaning = undefined)));
  }

  async delete(key: string): Promise<void> {
    await rm(this.#path(key), { force: true });
  }

  #path(key: string): string {
    return join(this.dir, key.slice(0, 2), `${key}.json`);
  }

  async #clean(): Promise<void> {
    const files = (await this.#files()).toSorted((a, b) => a.usedMs - b.usedMs);
    let left = sum(files);
    for (const { path, bytes } of files) {
      if (left <= this.maxBytes * CLEANED_TO) break;
      await rm(path, { force: true });
      left -= bytes;
    }
    this.#bytes = left;
  }

  async #files(): Promise<StoredFile[]> {
    const found: StoredFile[] = [];
    for (const folder of await readdir(this.dir, { withFileTypes: true })) {
      if (!folder.isDirectory() || !/^[0-9a-f]{2}$/.test(folder.name)) continue;
      const path = join(this.dir, folder.name);
      for (const name of await readdir(path)) {
        const file = join(path, name);
        const { size, mtimeMs } = await stat(file).catch((error: unknown) => (isAbsent(error) ? { size: 0, mtimeMs: 0 } : Promise.reject(error)));
        found.push({ path: file, bytes: size, usedMs: mtimeMs });
      }
    }
    return found;
  }
}

function sum(files: readonly StoredFile[]): number {
  return files.reduce((total, file) => total + file.bytes, 0);
}

function isAbsent(error: unknown): boolean {
  return errorCodes(error).includes('ENOENT');
}
