import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type FakeProvider, startFakeProvider } from '../../../../test/support/fake-provider.ts';
import { pollUntil } from '../../../../test/support/poll-until.ts';
import { serve, type ServeProcess } from '../testing/cli-process.ts';
import { startOTLPReceiver } from '../../../../test/support/otlp-receiver.ts';
import { configFor, createProject, RAG_MODULE, type TestProject } from '../testing/test-project.ts';

jest.setTimeout(120_000);

const WORKERS = 2;

const SELF = `
import { Module, Prediction } from '@dspy-otel/dspy';
export class Self extends Module {
  async forward({ say = '', end = false, ms = 0 }) {
    if (say) console.log(say);
    if (end) process.exit(7);
    await new Promise((resolve) => setTimeout(resolve, ms));
    return new Prediction({ pid: process.pid });
  }
}
`;

let provider: FakeProvider;
let project: TestProject;

beforeAll(async () => {
  provider = await startFakeProvider();
  project = createProject({ 'dspy.config.yaml': `${configFor(provider)}\nserver: { log_file_bytes: 4000, log_files: 3 }\n`, 'src/modules/self.ts': SELF, 'src/modules/my-rag.ts': RAG_MODULE });
});

afterAll(async () => {
  project[Symbol.dispose]();
  await provider[Symbol.asyncDispose]();
});

/** Longer than what a pipe takes in one piece. */
const line = (letter: string): string => letter.repeat(9000);

const serveTwo = (env: Record<string, string> = {}, flags: readonly string[] = []): Promise<ServeProcess> =>
  serve({ cwd: project.directory, env, flags: ['--workers', String(WORKERS), '--no-reload', ...flags] });

/** Each request on a connection of its own, since a connection stays with its worker. */
async function ask(server: ServeProcess, inputs: object = {}): Promise<{ pid: number }> {
  const response = await fetch(`${server.url}/Self`, { method: 'POST', headers: { 'content-type': 'application/json', connection: 'close' }, body: JSON.stringify(inputs) });
  return (await response.json()) as { pid: number };
}

/** Asks until both have answered. @returns how many calls that took, and who answered. */
async function askBoth(server: ServeProcess, inputs: object = {}): Promise<{ calls: number; pids: Set<number> }> {
  const pids = new Set<number>();
  let calls = 0;
  await pollUntil(
    async () => {
      calls += 1;
      pids.add((await ask(server, inputs)).pid);
      return pids.size === WORKERS;
    },
    { what: 'an answer of each worker', timeoutMs: 30_000, everyMs: 1 },
  );
  return { calls, pids };
}

describe('dspy-cli serve --workers', () => {
  test('shares the port, and every worker tells the figures of all', async () => {
    await using server = await serveTwo();
    expect(server.stdout.match(/Serving /g)).toHaveLength(1);
    const { calls, pids } = await askBoth(server);
    expect(pids).not.toContain(server.process.pid);
    for (let look = 0; look < 4; look += 1) {
      const figures = (await (await fetch(`${server.url}/api/metrics/Self`, { headers: { connection: 'close' } })).json()) as object;
      expect(figures).toMatchObject({ metrics: { call_count: calls, success_count: calls } });
      const text = await (await fetch(`${server.url}/metrics`, { headers: { connection: 'close' } })).text();
      expect(text).toContain(`dspy_call_duration_seconds_count{program="Self",outcome="success"} ${calls}\n`);
      for (const pid of pids) expect(text).toMatch(new RegExp(`^process_resident_memory_bytes\\{pid="${pid}"\\} \\d+$`, 'm'));
    }
    server.process.kill('SIGTERM');
    expect(await server.exit).toEqual({ code: 0, signal: null });
    expect(server.stderr).toBe('');
  });

  test('are as many as dspy.config.yaml says, unless the flag does', async () => {
    using configured = createProject({ 'dspy.config.yaml': `${configFor(provider)}\nserver: { workers: ${WORKERS} }\n`, 'src/modules/self.ts': SELF });
    await using server = await serve({ cwd: configured.directory, flags: ['--no-reload'] });
    await askBoth(server);
    await using alone = await serve({ cwd: configured.directory, flags: ['--no-reload', '--workers', '1'] });
    expect((await ask(alone)).pid).toBe(alone.process.pid);
  });

  test('tells the newest calls of all workers without logs, too', async () => {
    await using server = await serveTwo({}, ['--no-logs']);
    const { calls } = await askBoth(server);
    for (let look = 0; look < 4; look += 1) expect(await (await fetch(`${server.url}/api/logs/Self`, { headers: { connection: 'close' } })).json()).toMatchObject({ count: calls });
  });

  test('goes on when logs cannot be read, and says so to whoever asks for them', async () => {
    await using server = await serveTwo({}, ['--logs-dir', 'dspy.config.yaml']);
    const response = await fetch(`${server.url}/api/logs/Self`, { headers: { connection: 'close' } });
    expect({ status: response.status, body: await response.json() }).toEqual({ status: 500, body: expect.objectContaining({ detail: expect.stringMatching(/^ENOTDIR: /) }) });
    expect((await askBoth(server)).pids.size).toBe(WORKERS);
    expect(server.process.exitCode).toBeNull();
  });

  test('replaces a worker that dies, says so, and keeps what it counted', async () => {
    await using server = await serveTwo();
    const { calls, pids } = await askBoth(server);
    const [victim = 0] = pids;
    // What a worker did in its last second is lost with it.
    await pollUntil(async () => (await (await fetch(`${server.url}/metrics`)).text()).includes(`outcome="success"} ${calls}\n`), { what: 'the figures', timeoutMs: 30_000 });
    process.kill(victim, 'SIGKILL');
    await server.says(/⚠ worker [12] ended \(SIGKILL\); another takes its place\n/);
    const after = await askBoth(server);
    expect(after.pids).not.toContain(victim);
    expect(await (await fetch(`${server.url}/api/metrics/Self`)).json()).toMatchObject({ metrics: { call_count: calls + after.calls } });
  });

  test('a program that ends its process costs that worker only', async () => {
    await using server = await serveTwo();
    await expect(ask(server, { end: true })).rejects.toThrow();
    await server.says(/⚠ worker [12] ended \(code 7\); another takes its place\n/);
    await askBoth(server);
  });

  test('keeps lines whole, in its output and in logs that are put aside', async () => {
    await using server = await serveTwo();
    await Promise.all(Array.from({ length: 40 }, (_, index) => ask(server, { say: line(index % 2 === 0 ? 'a' : 'b') })));
    expect(server.stdout.split('\n').slice(4).toSorted().slice(1)).toEqual([...Array.from({ length: 20 }, () => line('a')), ...Array.from({ length: 20 }, () => line('b'))]);
    server.process.kill('SIGTERM');
    await server.exit;
    for (const name of ['Self.log', 'Self.log.1']) {
      const entries = readFileSync(path.join(project.directory, 'logs', name), 'utf8').trimEnd().split('\n');
      for (const entry of entries) expect(JSON.parse(entry)).toMatchObject({ program: 'Self', success: true });
    }
  });

  test('lets every worker finish what it does when it is told to stop', async () => {
    await using server = await serveTwo();
    await askBoth(server);
    const slow = Promise.all(Array.from({ length: 6 }, () => ask(server, { ms: 1500 })));
    await pollUntil(async () => (await (await fetch(`${server.url}/metrics`, { headers: { connection: 'close' } })).text()).includes('dspy_calls_running{program="Self"} 6\n'), { what: 'six calls that run', timeoutMs: 30_000, everyMs: 5 });
    server.process.kill('SIGTERM');
    expect(new Set((await slow).map(({ pid }) => pid)).size).toBe(WORKERS);
    expect(await server.exit).toEqual({ code: 0, signal: null });
  });

  test('traces in each, says once that the endpoint cannot be reached, and shows one token', async () => {
    await using receiver = await startOTLPReceiver();
    await using server = await serveTwo({ OTEL_TRACING_ENABLED: 'true', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.endpoint });
    expect(server.stdout.match(/✓ OpenTelemetry tracing enabled/g)).toHaveLength(1);
    const { calls } = await askBoth(server);
    server.process.kill('SIGTERM');
    await server.exit;
    expect(receiver.spans.filter(({ name }) => name === 'POST /Self')).toHaveLength(calls);

    await using lost = await serveTwo({ OTEL_TRACING_ENABLED: 'true', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:1/v1/traces' }, ['--auth']);
    await lost.says('cannot be reached');
    const [, token = ''] = /valid until the server stops: (\S+)/.exec(lost.stderr) ?? [];
    for (let look = 0; look < 4; look += 1) expect((await fetch(`${lost.url}/programs`, { headers: { authorization: `Bearer ${token}`, connection: 'close' } })).status).toBe(200);
    lost.process.kill('SIGTERM');
    await lost.exit;
    expect(lost.stderr.match(/cannot be reached/g)).toHaveLength(1);
    expect(lost.stderr.match(/valid until/g)).toHaveLength(1);
  });

  test('that cannot listen ends with one line', async () => {
    await using server = await serveTwo();
    const { port } = new URL(server.url);
    const other = serve({ cwd: project.directory, flags: ['--workers', '2', '--port', port] });
    await expect(other).rejects.toThrow(`Error: cannot listen on 127.0.0.1 port ${port}: something listens there already; choose another with --port\n`);
  });
});
