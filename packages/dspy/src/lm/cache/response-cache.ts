import { homedir } from 'node:os';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { ConfigurationError } from '../../errors.ts';
import { errorText } from '../../error-text.ts';
import type { LMResponse } from '../request.ts';
import { DiskStore } from './disk-store.ts';

/** Where answers of models and embeddings are kept, and how many. */
export interface CacheOptions {
  /** Keep answers in this process; true unless given. */
  readonly memory?: boolean | undefined;
  /** Keep answers in files, for later processes too; false unless given, or unless `DSPY_CACHEDIR` is set. */
  readonly disk?: boolean | undefined;
  /** The directory of the files: `DSPY_CACHEDIR`, then `.dspy_cache/ts` in the user's home, unless given. */
  readonly dir?: string | undefined;
  /** 100,000 unless given. */
  readonly memoryMaxEntries?: number | undefined;
  /** Most that the answers in memory take, in bytes of JSON; 256 MiB unless given. */
  readonly memoryMaxBytes?: number | undefined;
  /** Most that the files take together, in bytes; 1 GiB unless given. The least used are deleted beyond it. */
  readonly diskMaxBytes?: number | undefined;
}

const MIB = 1024 * 1024;

/** An answer as it is kept: without what only the call that asked for it used and paid. */
type StoredResponse = Omit<LMResponse, 'usage' | 'cost' | 'costParts' | 'cacheHit' | 'retries'>;

/** Two tiers of JSON texts by key. Whatever goes wrong with files is said once and never breaks a call. */
class ResponseCache {
  #memory: LRUCache<string, string> | undefined;
  #disk: DiskStore | undefined;
  #isWarned = false;

  constructor() {
    this.configure({});
  }

  get isEnabled(): boolean {
    return this.#memory !== undefined || this.#disk !== undefined;
  }

  configure({ memory = true, disk, dir, memoryMaxEntries = 100_000, memoryMaxBytes = 256 * MIB, diskMaxBytes = 1024 * MIB }: CacheOptions): void {
    for (const [name, value] of Object.entries({ memoryMaxEntries, memoryMaxBytes, diskMaxBytes })) {
      if (!Number.isInteger(value) || value < 1) throw new ConfigurationError(`${name} of the cache must be a whole number from 1, got ${value}`);
    }
    const fromEnvironment = process.env['DSPY_CACHEDIR'];
    const isOnDisk = disk ?? (dir ?? fromEnvironment) !== undefined;
    this.#memory = memory ? new LRUCache({ max: memoryMaxEntries, maxSize: memoryMaxBytes, sizeCalculation: (text, key) => 2 * (text.length + key.length) }) : undefined;
    this.#disk = isOnDisk ? new DiskStore(dir ?? fromEnvironment ?? join(homedir(), '.dspy_cache', 'ts'), diskMaxBytes) : undefined;
    this.#isWarned = false;
  }

  forgetMemory(): void {
    this.#memory?.clear();
  }

  /** What is kept under the key; `undefined` when there is nothing that `isValid`. */
  async read<T>(key: string, isValid: (value: unknown) => value is T): Promise<T | undefined> {
    const remembered = this.#memory?.get(key);
    if (remembered !== undefined) return JSON.parse(remembered) as T;
    const disk = this.#disk;
    if (!disk) return undefined;
    try {
      const text = await disk.read(key);
      if (text === undefined) return undefined;
      const value: unknown = parse(text);
      if (isValid(value)) {
        this.#memory?.set(key, text);
        return value;
      }
      await disk.delete(key);
      throw new Error(`the file of ${key} is damaged`);
    } catch (error) {
      this.#warn(error, disk);
      return undefined;
    }
  }

  async write(key: string, value: unknown): Promise<void> {
    if (value === undefined) return;
    const text = JSON.stringify(value);
    this.#memory?.set(key, text);
    const disk = this.#disk;
    if (!disk) return;
    try {
      await disk.write(key, text);
    } catch (error) {
      this.#warn(error, disk);
    }
  }

  #warn(error: unknown, { dir }: DiskStore): void {
    if (this.#isWarned) return;
    this.#isWarned = true;
    process.emitWarning(`the cache in ${dir} does not work as it should (${errorText(error)}); calls go on without it`, 'DSPyCacheWarning');
  }
}

/** The cache of this process. */
export const responseCache = new ResponseCache();

/**
 * Says where answers are kept. Options that are not named have their defaults, whatever was configured before.
 *
 * Unless configured, answers are kept in memory only: prompts are often private, so that files are written only when
 * this or `DSPY_CACHEDIR` asks for them. The files can be read by their owner only.
 *
 * ```ts
 * import { configureCache } from '@dspy-otel/dspy';
 *
 * configureCache({ disk: true, dir: '.cache/dspy' }); // in memory and in files
 * configureCache({ memory: false, disk: false }); // every call asks the model
 * ```
 *
 * @throws {ConfigurationError} when a limit is not a whole number from 1.
 */
export function configureCache(options: CacheOptions): void {
  responseCache.configure(options);
}

/**
 * Forgets the answers in memory; files stay.
 *
 * ```ts
 * import { resetMemoryCache } from '@dspy-otel/dspy';
 *
 * resetMemoryCache();
 * ```
 */
export function resetMemoryCache(): void {
  responseCache.forgetMemory();
}

/** What is kept of an answer; nothing of one that broke off. */
export function storedResponse({ usage: _usage, cost: _cost, costParts: _costParts, cacheHit: _cacheHit, retries: _retries, ...response }: LMResponse): StoredResponse | undefined {
  return response.outputs.some((output) => output.finishReason === 'error') ? undefined : response;
}

export function isStoredResponse(value: unknown): value is StoredResponse {
  if (typeof value !== 'object' || value === null || !('outputs' in value) || !('model' in value)) return false;
  const { outputs, model } = value;
  return typeof model === 'string' && Array.isArray(outputs) && outputs.length > 0 && outputs.every(isOutput);
}

function isOutput(output: unknown): boolean {
  return typeof output === 'object' && output !== null && 'text' in output && typeof output.text === 'string' && 'finishReason' in output;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
