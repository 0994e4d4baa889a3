// What the Collector's configuration does with spans: the real Collector, with receivers of the test's own in place of the backends.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { whyNoDocker } from '../support/docker.ts';
import { freePort } from '../support/free-port.ts';
import { type OTLPReceiver, startOTLPReceiver } from '../support/otlp-receiver.ts';
import { pollUntil } from '../support/poll-until.ts';
import { tempDir } from '../support/temp-dir.ts';

const whySkipped = await whyNoDocker();
if (whySkipped !== undefined) {
  if (process.env['REQUIRE_DOCKER'] === '1') throw new Error(`REQUIRE_DOCKER=1, but ${whySkipped}`);
  process.stderr.write(`SKIPPED collector tests: ${whySkipped}\n`);
}

const MINUTE = 60_000;
const IMAGE = 'otel/opentelemetry-collector-contrib:0.149.0';
const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

interface Collector extends AsyncDisposable {
  /** Sends OTLP/JSON spans. */
  send(spans: readonly object[]): Promise<void>;
}

/** The Collector with files of the repository and, after them, what puts the test's receivers in place of the backends. */
async function startCollector(files: readonly string[], others: OTLPReceiver, viewer: OTLPReceiver): Promise<Collector> {
  await run('bash', ['docker/image.sh', IMAGE], { cwd: root });
  await using directory = await tempDir();
  const [grpc, http, health] = [await freePort(), await freePort(), await freePort()];
  const changes = {
    extensions: { health_check: { endpoint: `127.0.0.1:${health}` } },
    receivers: { otlp: { protocols: { grpc: { endpoint: `127.0.0.1:${grpc}` }, http: { endpoint: `127.0.0.1:${http}` } } } },
    ...(files.includes('collector-tail-sampling.yaml') && { processors: { tail_sampling: { decision_wait: '2s' } } }),
    exporters: { 'otlp_http/others': exporterTo(others), 'otlp_http/page': exporterTo(viewer) },
    service: { telemetry: { metrics: { level: 'none' } }, pipelines: { traces: { exporters: ['otlp_http/others'] }, 'traces/viewer': { exporters: ['otlp_http/page'] } } },
  };
  const changed = join(directory.path, 'changes.yaml');
  await writeFile(changed, JSON.stringify(changes), { mode: 0o644 });
  const name = `dspy-otel-collector-test-${process.pid}-${http}`;
  const mounts = [...files.map((file) => join(root, file)), changed].flatMap((file, index) => ['--volume', `${file}:/config/${index}.yaml:ro`]);
  const configs = [...files, changed].flatMap((_file, index) => ['--config', `/config/${index}.yaml`]);
  await run('chmod', ['755', directory.path]);
  await run('docker', ['run', '--detach', '--name', name, '--network', 'host', '--tmpfs', '/var/lib/otelcol:mode=1777', ...mounts, IMAGE, ...configs]);
  const remove = async (): Promise<void> => void (await run('docker', ['rm', '--force', name]));
  try {
    const isReady = (): Promise<boolean> => fetch(`http://127.0.0.1:${health}`).then(({ ok }) => ok, () => false);
    await pollUntil(isReady, { timeoutMs: MINUTE, what: 'the Collector to be ready' });
  } catch (error) {
    const { stderr } = await run('docker', ['logs', '--tail', '20', name]);
    await remove();
    throw new Error(`the Collector did not start:\n${stderr}`, { cause: error });
  }
  return {
    async send(spans) {
      const body = JSON.stringify({ resourceSpans: [{ resource: { attributes: [] }, scopeSpans: [{ spans }] }] });
      const { status } = await fetch(`http://127.0.0.1:${http}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      expect(status).toBe(200);
    },
    [Symbol.asyncDispose]: remove,
  };
}

function exporterTo({ endpoint }: OTLPReceiver): object {
  return { traces_endpoint: endpoint, encoding: 'json', compression: 'none', sending_queue: { enabled: false } };
}

const SECOND_NS = 1_000_000_000n;

/** A trace of two spans: one that takes so long, and one below it that may fail. */
function traceOf(name: string, seconds = 0n, code = 0): object[] {
  const traceId = randomBytes(16).toString('hex');
  const rootId = randomBytes(8).toString('hex');
  const start = BigInt(Date.now()) * 1_000_000n;
  const span = { traceId, name, kind: 1, startTimeUnixNano: String(start), endTimeUnixNano: String(start + seconds * SECOND_NS + 1n), attributes: [] };
  return [
    { ...span, spanId: rootId, status: {} },
    { ...span, spanId: randomBytes(8).toString('hex'), parentSpanId: rootId, endTimeUnixNano: String(start + 1n), status: { code } },
  ];
}

const names = ({ spans }: OTLPReceiver): string[] => spans.map(({ name }) => name);
const ids = ({ spans }: OTLPReceiver): string[] => spans.map(({ spanId }) => spanId).toSorted();
const countOf = (receiver: OTLPReceiver, wanted: string): number => names(receiver).filter((name) => name === wanted).length;
const isDecided = (receiver: OTLPReceiver): boolean => countOf(receiver, 'failed') === 2 && countOf(receiver, 'slow') === 2 && countOf(receiver, 'ordinary') > 0;

(whySkipped === undefined ? describe : describe.skip)('the Collector', () => {
  test('hands announcements of running spans to the viewer alone, and everything else to all', async () => {
    await using others = await startOTLPReceiver();
    await using viewer = await startOTLPReceiver();
    await using collector = await startCollector(['collector-config.yaml'], others, viewer);
    const [span] = traceOf('running');
    await collector.send([{ ...span, endTimeUnixNano: '0', attributes: [{ key: 'dspy.live', value: { boolValue: true } }] }]);
    await viewer.until(({ spans }) => spans.length === 1);
    await collector.send(traceOf('ended'));
    await Promise.all([viewer.until(({ spans }) => spans.length === 3), others.until(({ spans }) => spans.length === 2)]);
    expect({ viewer: names(viewer), others: names(others) }).toEqual({ viewer: ['running', 'ended', 'ended'], others: ['ended', 'ended'] });
  }, 4 * MINUTE);

  test('with tail sampling keeps every trace that failed or was slow, whole, and a share of the rest, the same for all', async () => {
    await using others = await startOTLPReceiver();
    await using viewer = await startOTLPReceiver();
    await using collector = await startCollector(['collector-config.yaml', 'collector-tail-sampling.yaml'], others, viewer);
    const ERROR = 2;
    await collector.send([...traceOf('failed', 0n, ERROR), ...traceOf('slow', 6n), ...Array.from({ length: 300 }, () => traceOf('ordinary')).flat()]);
    await Promise.all([others.until(isDecided), viewer.until(isDecided)]);
    await pollUntil(() => ids(others).join() === ids(viewer).join(), { timeoutMs: MINUTE, what: 'both to have the same spans' });
    const kept = countOf(others, 'ordinary') / 2;
    expect(Number.isInteger(kept)).toBe(true);
    // A tenth of 300; less than 5 or more than 80 would be a fault, not chance.
    expect(kept).toBeGreaterThan(5);
    expect(kept).toBeLessThan(80);
  }, 4 * MINUTE);
});
