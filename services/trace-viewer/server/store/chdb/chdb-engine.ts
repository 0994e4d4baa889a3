import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { EngineLostError, EngineUnavailableError, SqlError, type InsertTarget, type SqlEngine, type SqlParams } from '../sql-engine.ts';
import { chdbConfigXml } from './chdb-config.ts';
import type { ChdbGreeting, ChdbReply, ChdbRequest } from './chdb-protocol.ts';

export interface ChdbOptions {
  readonly dataDir: string;
  readonly memoryMiB: number;
  /** How long to wait for another process to let go of the data, one that was just killed for instance. */
  readonly lockTimeoutMs?: number;
}

interface Waiting {
  readonly resolve: (rows: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

type Unnumbered = ChdbRequest extends infer Request ? (Request extends ChdbRequest ? Omit<Request, 'id'> : never) : never;

const LOCK_RETRY_MS = 200;
const CLOSE_TIMEOUT_MS = 10_000;
const STDERR_KEPT = 2_000;

/** ClickHouse inside a child process, its data in `dataDir/clickhouse`. One viewer at a time can open a data directory. */
export class ChdbEngine implements SqlEngine {
  readonly spoolFolder: string;
  readonly #options: ChdbOptions;
  readonly #waiting = new Map<number, Waiting>();
  #child: Promise<ChildProcess> | undefined;
  #nextId = 1;
  #closing = false;

  private constructor(options: ChdbOptions) {
    this.#options = options;
    this.spoolFolder = join(options.dataDir, 'spool');
  }

  /** @throws EngineUnavailableError when there is no chDB for this machine or the data cannot be opened. */
  static async open(options: ChdbOptions): Promise<ChdbEngine> {
    const engine = new ChdbEngine(options);
    await mkdir(engine.spoolFolder, { recursive: true, mode: 0o700 });
    await writeFile(join(options.dataDir, 'engine.xml'), chdbConfigXml(options.memoryMiB));
    await engine.#running();
    return engine;
  }

  async query(sql: string, params: SqlParams = {}): Promise<unknown[]> {
    const rows = Buffer.from(await this.#ask({ kind: 'query', sql, params })).toString('utf8');
    return rows.split('\n').filter((line) => line !== '').map((line): unknown => JSON.parse(line));
  }

  async command(sql: string): Promise<void> {
    await this.#ask({ kind: 'write', sql });
  }

  /** The child reads the rows from their file: the channel to it is slow for megabytes. */
  async insert({ table, columns }: InsertTarget, file: string): Promise<void> {
    const names = Object.keys(columns).join(', ');
    const structure = Object.entries(columns).map(([name, type]) => `${name} ${type}`).join(', ');
    await this.#ask({ kind: 'write', sql: `INSERT INTO ${table} (${names}) SELECT * FROM file('${basename(file)}', 'RowBinary', '${structure}')` });
  }

  async close(): Promise<void> {
    this.#closing = true;
    const child = await this.#child?.catch(() => undefined);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_TIMEOUT_MS);
    child.send({ id: 0, kind: 'close' } satisfies ChdbRequest);
    await exited;
    clearTimeout(timer);
  }

  async #ask(request: Unnumbered): Promise<Uint8Array> {
    if (this.#closing) throw new EngineLostError('the viewer is stopping');
    const child = await this.#running();
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      child.send({ ...request, id }, (error) => {
        if (error !== null && this.#waiting.delete(id)) reject(new EngineLostError(error.message));
      });
    });
  }

  /** The running child; starts one when there is none. */
  #running(): Promise<ChildProcess> {
    this.#child ??= this.#start().catch((error: unknown) => {
      this.#child = undefined;
      throw error;
    });
    return this.#child;
  }

  async #start(): Promise<ChildProcess> {
    const deadline = performance.now() + (this.#options.lockTimeoutMs ?? 15_000);
    for (;;) {
      const started = await this.#spawn();
      if (!('problem' in started)) return started;
      if (!started.locked) throw new EngineUnavailableError(started.problem);
      if (performance.now() > deadline) {
        throw new EngineUnavailableError(
          `The data directory ${this.#options.dataDir} is in use by another viewer. Stop that one, or give this one another directory with --data.`,
        );
      }
      await delay(LOCK_RETRY_MS);
    }
  }

  async #spawn(): Promise<ChildProcess | { problem: string; locked: boolean }> {
    const { dataDir } = this.#options;
    // Compiled code runs beside compiled code.
    const module = new URL(import.meta.url.endsWith('.ts') ? './chdb-process.ts' : './chdb-process.js', import.meta.url);
    const child = fork(fileURLToPath(module), [join(dataDir, 'clickhouse'), join(dataDir, 'engine.xml')], {
      cwd: this.spoolFolder,
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-STDERR_KEPT);
    });
    const greeting = await Promise.race([
      once(child, 'message').then(([message]) => message as ChdbGreeting),
      once(child, 'exit').then(([code, signal]): ChdbGreeting => ({ kind: 'cannot-open', reason: 'open-failed', message: `ended with ${String(code ?? signal)}` })),
    ]);
    if (greeting.kind === 'cannot-open') {
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      return { problem: explain(greeting, dataDir, stderr), locked: stderr.includes('Cannot lock file') };
    }
    child.on('message', (reply: ChdbReply) => this.#settle(reply));
    child.once('exit', (code, signal) => this.#lose(`it ended with ${String(code ?? signal)}${stderr === '' ? '' : `: ${stderr.trim()}`}`));
    return child;
  }

  #settle(reply: ChdbReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.kind === 'done') waiting?.resolve(reply.rows);
    else waiting?.reject(new SqlError(reply.message, reply.clickhouseCode));
  }

  #lose(why: string): void {
    this.#child = undefined;
    for (const { reject } of this.#waiting.values()) reject(new EngineLostError(why));
    this.#waiting.clear();
  }
}

function explain(greeting: Extract<ChdbGreeting, { kind: 'cannot-open' }>, dataDir: string, stderr: string): string {
  if (greeting.reason === 'open-failed') {
    return `The trace store in ${dataDir} cannot be opened: ${[greeting.message, stderr.trim()].filter((text) => text !== '').join('; ')}`;
  }
  return `chDB, which keeps the traces, is not available here (${process.platform}-${process.arch}): ${greeting.message} `
    + 'It runs on Linux with glibc and on macOS, x64 and arm64; on Windows use WSL 2. '
    + 'On those, run `npm ci` again without --omit=optional.';
}
