// MyRAG served by a process of its own, asked by this one: what the benchmarks of the server have in common.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const ROOT = join(import.meta.dirname, '..');
const BODY = JSON.stringify({ question: 'What is the capital of France?' });

type Environment = Readonly<Record<string, string>>;

/** Starts a process and waits until it says something. */
async function start(args: readonly string[], env: Environment, cwd: string, says: RegExp): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8');
  while (!says.test(said)) {
    const [text] = (await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => Promise.reject(new Error(`${args.join(' ')} ended: ${said}`)))])) as [string];
    said += text;
  }
  child.stdout.resume();
  return { child, said };
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** A model, a search and a sink for traces that answer at once, or after `delayMs`, in a process of their own. */
export interface LocalModel {
  readonly port: string;
  stop(): Promise<void>;
}

export async function startLocalModel(delayMs = 0): Promise<LocalModel> {
  const { child, said } = await start([join(import.meta.dirname, 'local-lm.ts')], { DELAY_MS: String(delayMs) }, ROOT, /\d+\n/);
  return { port: said.trim(), stop: () => stop(child) };
}

/** A server that listens. */
export interface ServedMyRAG {
  readonly port: number;
  /** Seconds of CPU that its process has used so far, all threads, user and system. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

export async function serveMyRAG(model: LocalModel, env: Environment): Promise<ServedMyRAG> {
  const port = await freePort();
  const base = `http://127.0.0.1:${model.port}`;
  const args = ['--conditions=dspy-source', ...(process.env['BENCH_SERVER_ARGS']?.split(' ') ?? []), join(ROOT, 'services/dspy-server/src/main.ts'), 'serve', '--host', '127.0.0.1', '--port', String(port), '--no-reload'];
  const { child } = await start(args, { OPENAI_BASE_URL: `${base}/v1`, COLBERTV2_URL: `${base}/api/search`, ...env }, join(ROOT, 'examples/my-rag'), /Serving /);
  return { port, cpuSeconds: () => cpuSecondsOf(child.pid ?? 0), stop: () => stop(child) };
}

/** Asks once; how long the answer took, in milliseconds. */
export function askMyRAG(port: number, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const asked = request({ port, host: '127.0.0.1', path: '/MyRAG', method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': BODY.length } }, (response) => {
      response.resume().once('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - started);
        else reject(new Error(`MyRAG answered ${response.statusCode}`));
      });
    });
    asked.once('error', reject).end(BODY);
  });
}

/** Asks over and over on so many connections; how long each answer took, in milliseconds. */
export async function load(port: number, connections: number, ms: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const took: number[] = [];
  const end = performance.now() + ms;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) took.push(await askMyRAG(port, agent));
    }),
  );
  agent.destroy();
  return took;
}

/** Linux tells it of any process; elsewhere there is no figure. */
function cpuSecondsOf(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
  const ticksPerSecond = 100;
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
