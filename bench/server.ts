// How many requests per second dspy-server answers for MyRAG, and how long they take, with a model and a search that answer at once from
// another process. Nothing is cached. One process serves; the load comes from this one.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { median, rounded } from './measure.ts';

const ROOT = join(import.meta.dirname, '..');
const CONNECTIONS = [1, 8, 32];
const WARM_UP_MS = 4000;
const ROUND_MS = 3000;
const ROUNDS = 3;
const BODY = JSON.stringify({ question: 'What is the capital of France?' });

/** Python's dspy-cli 0.1.13 on two cores of the same machine, measured with a comparable local model. */
const PYTHON = {
  untraced: { 1: 230, 8: 309, 32: 277 },
  traced: { 1: 145, 8: 169, 32: 158 },
};

interface Figures {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Starts a process and waits until it says something. */
async function start(args: readonly string[], env: Readonly<Record<string, string>>, cwd: string, says: RegExp): Promise<{ child: ChildProcess; said: string }> {
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

/** Asks over and over on so many connections; how long each answer took, in milliseconds. */
async function load(port: number, connections: number, ms: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const took: number[] = [];
  const end = performance.now() + ms;
  const ask = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const started = performance.now();
      const asked = request({ port, host: '127.0.0.1', path: '/MyRAG', method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': BODY.length } }, (response) => {
        response.resume().once('end', () => {
          took.push(performance.now() - started);
          if (response.statusCode === 200) resolve();
          else reject(new Error(`MyRAG answered ${response.statusCode}`));
        });
      });
      asked.once('error', reject).end(BODY);
    });
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) await ask();
    }),
  );
  agent.destroy();
  return took;
}

async function measure(port: number, connections: number): Promise<Figures> {
  const rounds: Figures[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    const took = (await load(port, connections, ROUND_MS)).toSorted((a, b) => a - b);
    const seconds = (performance.now() - started) / 1000;
    const at = (share: number): number => took[Math.ceil(took.length * share) - 1] ?? Number.NaN;
    rounds.push({ requestsPerSecond: took.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99) });
  }
  const middle = (figure: keyof Figures): number => rounded(median(rounds.map((round) => round[figure])));
  return { requestsPerSecond: Math.round(middle('requestsPerSecond')), p50Ms: middle('p50Ms'), p99Ms: middle('p99Ms') };
}

async function serve(lmPort: string, env: Readonly<Record<string, string>>): Promise<Record<string, Figures>> {
  const port = await freePort();
  const base = `http://127.0.0.1:${lmPort}`;
  const args = ['--conditions=dspy-source', ...(process.env['BENCH_SERVER_ARGS']?.split(' ') ?? []), join(ROOT, 'services/dspy-server/src/main.ts'), 'serve', '--host', '127.0.0.1', '--port', String(port), '--no-reload'];
  const server = await start(args, { OPENAI_BASE_URL: `${base}/v1`, COLBERTV2_URL: `${base}/api/search`, ...env }, join(ROOT, 'examples/my-rag'), /Serving /);
  try {
    await load(port, 32, WARM_UP_MS);
    const figures: Record<string, Figures> = {};
    for (const connections of CONNECTIONS) figures[connections] = await measure(port, connections);
    return figures;
  } finally {
    await stop(server.child);
  }
}

function ratios(figures: Readonly<Record<string, Figures>>, python: Readonly<Record<number, number>>): Record<string, number> {
  return Object.fromEntries(CONNECTIONS.map((connections) => [connections, rounded((figures[connections]?.requestsPerSecond ?? 0) / (python[connections] ?? 1))]));
}

const lm = await start([join(import.meta.dirname, 'local-lm.ts')], {}, ROOT, /\d+\n/);
const lmPort = lm.said.trim();
const untraced = await serve(lmPort, { OTEL_TRACING_ENABLED: 'false' });
const traced = await serve(lmPort, { OTEL_TRACING_ENABLED: 'true', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://127.0.0.1:${lmPort}/v1/traces` });
await stop(lm.child);

console.log(
  JSON.stringify({
    byConnections: { untraced, traced },
    timesPython: { untraced: ratios(untraced, PYTHON.untraced), traced: ratios(traced, PYTHON.traced) },
    tracedShareOfUntraced: Object.fromEntries(CONNECTIONS.map((connections) => [connections, rounded((traced[connections]?.requestsPerSecond ?? 0) / (untraced[connections]?.requestsPerSecond ?? 1))])),
  }),
);
