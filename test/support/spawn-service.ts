import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { pollUntil } from './poll-until.ts';

export interface ServiceOptions {
  /** For messages. */
  readonly name: string;
  /** Path of the script that Node runs. */
  readonly script: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Beside what this process has, without its `OTEL_*` and `DSPY_*` variables; `undefined` takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Answers 2xx as soon as the service is ready. */
  readonly readyUrl: string;
  readonly readyTimeoutMs?: number;
}

/** A service that runs as a process of its own. Ends with the scope (`await using`). */
export interface Service extends AsyncDisposable {
  readonly pid: number;
  /** What it has written so far, stdout and stderr as they came. */
  readonly output: () => string;
  /**
   * Sends SIGTERM and waits for the exit.
   *
   * @throws Error with the output when it does not exit with 0 within 10 s
   */
  readonly stop: () => Promise<void>;
}

/** How a program ended that was run to its end. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 10_000;

/** Starts a service and waits until it is ready. */
export async function spawnService(options: ServiceOptions): Promise<Service> {
  const { name, readyUrl, readyTimeoutMs = READY_TIMEOUT_MS } = options;
  const { child, written } = start(options);
  const service: Service = {
    pid: child.pid ?? 0,
    output: () => written.all,
    stop: () => stop(name, child, () => written.all),
    [Symbol.asyncDispose]: () => service.stop(),
  };
  try {
    await pollUntil(() => isReady(child, name, readyUrl), { timeoutMs: readyTimeoutMs, what: `${name} to answer at ${readyUrl}` });
  } catch (cause) {
    child.kill('SIGKILL');
    throw new Error(`${name} did not start. Its output:\n${written.all}`, { cause });
  }
  return service;
}

/** Runs a program to its end. Killed, which `signal` tells, when it has not ended after `timeoutMs`. */
export async function runToEnd(options: Omit<ServiceOptions, 'readyUrl'>, timeoutMs = READY_TIMEOUT_MS): Promise<Ended> {
  const { child, written } = start(options);
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  await once(child, 'close');
  clearTimeout(timer);
  return { code: child.exitCode, signal: child.signalCode, stdout: written.stdout, stderr: written.stderr };
}

interface Written {
  all: string;
  stdout: string;
  stderr: string;
}

function start({ script, args, cwd, env = {} }: Omit<ServiceOptions, 'readyUrl'>): { child: ChildProcess; written: Written } {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:OTEL|DSPY|OPENINFERENCE|OPENAI|COLBERTV2)_/.test(name));
  const child = spawn(process.execPath, [script, ...args], {
    cwd,
    env: Object.fromEntries([...own, ...Object.entries(env)].filter(([, value]) => value !== undefined)),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written: Written = { all: '', stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
      written.all += text;
    });
  }
  return { child, written };
}

async function isReady(child: ChildProcess, name: string, url: string): Promise<boolean> {
  if (hasExited(child)) throw new Error(`${name} ended with ${ending(child)}`);
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok === true;
}

async function stop(name: string, child: ChildProcess, output: () => string): Promise<void> {
  if (!hasExited(child)) {
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await closed;
    clearTimeout(timer);
  }
  if (child.exitCode !== 0) throw new Error(`${name} ended with ${ending(child)} instead of 0 after SIGTERM. Its output:\n${output()}`);
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function ending({ exitCode, signalCode }: ChildProcess): string {
  return exitCode === null ? String(signalCode) : `exit code ${exitCode}`;
}
