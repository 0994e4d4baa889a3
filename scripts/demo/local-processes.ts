// The demo without Docker: demo-lm, the viewer and dspy-server as local processes, left running until `make down`.
import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { pollUntil } from '../../test/support/poll-until.ts';
import type { Addresses } from './addresses.ts';

const root = resolve(import.meta.dirname, '../..');
/** Where the demo keeps process ids, logs and the viewer's data. */
const stateFolder = join(root, '.demo');
const pidFile = join(stateFolder, 'processes.json');

interface Running {
  name: string;
  pid: number;
}

interface Service {
  name: string;
  port: number;
  /** The variable that moves it to another port. */
  portVariable: string;
  folder: string;
  command: string[];
  env: Record<string, string>;
  ready: string;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Ends what an earlier demo left running; resolves to the names of what it ended. */
export async function stopLocalProcesses(): Promise<string[]> {
  let running: Running[];
  try {
    running = JSON.parse(await readFile(pidFile, 'utf8')) as Running[];
  } catch {
    return [];
  }
  const alive = running.filter(({ pid }) => isAlive(pid));
  for (const { pid } of alive) process.kill(pid, 'SIGTERM');
  await pollUntil(() => !alive.some(({ pid }) => isAlive(pid)), { timeoutMs: 15_000, what: 'the demo processes to stop' });
  await rm(pidFile);
  return alive.map(({ name }) => name);
}

async function assertPortFree(service: Service): Promise<void> {
  await new Promise<void>((done, fail) => {
    const probe = createServer();
    probe.once('error', (cause) => {
      const hint = `stop what uses it, or choose another port: ${service.portVariable}=${service.port + 1} make demo`;
      fail(new Error(`port ${service.port} for ${service.name} is taken: ${hint}`, { cause }));
    });
    probe.listen(service.port, '127.0.0.1', () => probe.close(() => done()));
  });
}

async function start(service: Service): Promise<Running> {
  const logFile = join(stateFolder, `${service.name}.log`);
  const log = await open(logFile, 'w');
  const [script = '', ...args] = service.command;
  const child = spawn(process.execPath, [script, ...args], {
    cwd: service.folder,
    env: { ...process.env, ...service.env },
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  });
  child.unref();
  await log.close();
  const exited = () => child.exitCode !== null || child.signalCode !== null;
  await pollUntil(
    async () => {
      if (exited()) throw new Error(`${service.name} ended at once:\n${await readFile(logFile, 'utf8')}`);
      return (await fetch(service.ready).catch(() => undefined))?.ok === true;
    },
    { timeoutMs: 30_000, what: `${service.name} to answer at ${service.ready} (its log: ${logFile})` },
  );
  return { name: service.name, pid: child.pid ?? 0 };
}

/**
 * Starts the three services, ending those of an earlier demo first.
 * @throws when a port is taken or a service does not come up; nothing is left running then.
 */
export async function startLocalProcesses(addresses: Addresses): Promise<void> {
  await stopLocalProcesses();
  await mkdir(stateFolder, { recursive: true });
  const bin = (workspace: string, name: string) => join(root, 'services', workspace, 'bin', `${name}.js`);
  const { dspyServer, demoLm, viewer } = addresses;
  const services: Service[] = [
    {
      name: 'demo-lm',
      port: Number(demoLm.port),
      portVariable: 'DEMO_LM_PORT',
      folder: root,
      command: [bin('demo-lm', 'demo-lm'), '--port', demoLm.port],
      env: {},
      ready: new URL('/health/live', demoLm).href,
    },
    {
      name: 'trace-viewer',
      port: Number(viewer.port),
      portVariable: 'VIEWER_PORT',
      folder: root,
      command: [bin('trace-viewer', 'dspy-viewer'), '--port', viewer.port, '--data', join(stateFolder, 'viewer-data')],
      env: { DSPY_SERVER_URL: dspyServer.href },
      ready: new URL('/health/ready', viewer).href,
    },
    {
      name: 'dspy-server',
      port: Number(dspyServer.port),
      portVariable: 'DSPY_SERVER_PORT',
      folder: join(root, 'examples/my-rag'),
      command: [bin('dspy-server', 'dspy-cli'), 'serve', '--host', '127.0.0.1', '--port', dspyServer.port],
      env: {
        OTEL_TRACING_ENABLED: 'true',
        DSPY_PROMPT_RUNS: 'true',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: new URL('/v1/traces', viewer).href,
        OPENAI_BASE_URL: addresses.modelBaseUrl ?? new URL('/v1', demoLm).href,
        COLBERTV2_URL: process.env['COLBERTV2_URL'] ?? new URL('/api/search', demoLm).href,
      },
      ready: new URL('/health/ready', dspyServer).href,
    },
  ];
  for (const service of services) await assertPortFree(service);
  const running: Running[] = [];
  try {
    for (const service of services) {
      running.push(await start(service));
      await writeFile(pidFile, JSON.stringify(running));
    }
  } catch (cause) {
    await stopLocalProcesses();
    throw cause;
  }
}
