import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../services/trace-viewer/server/main.ts');

/** A viewer in a process of its own on an empty folder. Disposing of it deletes the folder. */
export interface RunningViewer extends AsyncDisposable {
  readonly port: number;
  /** Resident memory of the viewer and its engine; `undefined` where the system has no `/proc`. */
  residentMiB(): Promise<number | undefined>;
  /** Stops it and starts it again on the same data; how many milliseconds from the start to the first answer of its list. */
  restart(): Promise<number>;
  /** CPU time used so far, in microseconds, by the viewer itself and by its engine; `undefined` as above. */
  cpuMicroseconds(): Promise<{ readonly viewer: number; readonly engine: number } | undefined>;
}

/** Linux counts CPU time in hundredths of a second. */
const TICK_US = 10_000;

export async function startViewer(): Promise<RunningViewer> {
  const folder = await mkdtemp(join(tmpdir(), 'dspy-viewer-bench-'));
  let running = await start(folder);
  return {
    get port() {
      return running.port;
    },
    residentMiB: () => residentMiB(running.child.pid ?? 0),
    cpuMicroseconds: () => cpuMicroseconds(running.child.pid ?? 0),
    restart: async () => {
      await stop(running.child);
      const started = performance.now();
      running = await start(folder);
      await (await fetch(`http://127.0.0.1:${running.port}/api/traces`)).text();
      return performance.now() - started;
    },
    [Symbol.asyncDispose]: async () => {
      await stop(running.child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function start(folder: string): Promise<{ child: ChildProcess; port: number }> {
  const args = process.env['BENCH_VIEWER_ARGS']?.split(' ') ?? [];
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args, MAIN, '--port', '0', '--data', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  return { child, port: await listening(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function listening(child: ChildProcess): Promise<number> {
  let said = '';
  child.stdout?.setEncoding('utf8');
  for await (const text of child.stdout ?? []) {
    said += text as string;
    const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
    if (port === undefined) continue;
    return Number(port);
  }
  throw new Error(`the viewer ended: ${said}`);
}

async function residentMiB(pid: number): Promise<number | undefined> {
  try {
    const pids = [pid, ...(await childrenOf(pid))];
    const sizes = await Promise.all(pids.map(async (id) => Number(/VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0)));
    return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1024);
  } catch {
    return undefined;
  }
}

async function cpuMicroseconds(pid: number): Promise<{ viewer: number; engine: number } | undefined> {
  try {
    const [viewer = 0, ...engine] = await Promise.all([pid, ...(await childrenOf(pid))].map(async (id) => {
      const [, user = 0, system = 0] = (/\) (?:\S+ ){11}(\d+) (\d+)/.exec(await readFile(`/proc/${id}/stat`, 'utf8')) ?? []).map(Number);
      return (user + system) * TICK_US;
    }));
    return { viewer, engine: engine.reduce((sum, time) => sum + time, 0) };
  } catch {
    return undefined;
  }
}

async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  const lists = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8')));
  return lists.join(' ').split(' ').filter((id) => id !== '').map(Number);
}
