import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import { pythonEnv } from '../support/python-env.ts';
import { startViewer, type Viewer } from '../support/services.ts';
import { testUnless } from '../support/skip.ts';
import { telemetrygen } from '../support/telemetrygen.ts';
import { listTraces, readTrace } from '../support/viewer-api.ts';

jest.setTimeout(120_000);

const run = promisify(execFile);
const { python, why: noPython } = await pythonEnv(join(import.meta.dirname, 'otel-clients/requirements.txt'));
const { command: generator, why: noGenerator } = await telemetrygen();

let viewer: Viewer;

beforeAll(async () => {
  viewer = await startViewer();
});

afterAll(async () => {
  await viewer[Symbol.asyncDispose]();
});

async function spansOf(service: string): Promise<number[]> {
  return (await listTraces(viewer)).filter((trace) => trace.service === service).map(({ spans }) => spans);
}

testUnless('the OpenTelemetry SDK for Python', noPython, 'REQUIRE_PYTHON').each([
  ['http/protobuf', 'none'], ['http/protobuf', 'gzip'], ['http/protobuf', 'deflate'], ['grpc', 'none'], ['grpc', 'gzip'],
])("every span of Python's SDK arrives over %s with compression %s", async (protocol, compression) => {
  const service = `python-${protocol}-${compression}`.replace('/', '-');
  await run(python ?? '', [join(import.meta.dirname, 'otel-clients/send.py'), service], {
    env: { ...process.env, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: protocol === 'grpc' ? viewer.grpcUrl : viewer.tracesUrl, OTEL_EXPORTER_OTLP_TRACES_INSECURE: 'true', ...(compression === 'none' ? {} : { OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: compression }) },
  });
  expect(await spansOf(service)).toEqual([10, 10, 10, 10, 10]);
  const first = (await listTraces(viewer)).find((trace) => trace.service === service);
  const trace = await readTrace(viewer, first?.trace_id ?? '');
  expect(trace.tree).toMatchObject([{ name: 'question', kind: 'CHAIN', attrs: { 'input.value': 'é 漢 😀' } }]);
  expect(trace.tree[0]?.children[0]?.attrs).toEqual({ numbers: [1, 2], exact: '1152921504606846976' });
});

testUnless('the OpenTelemetry SDK for Go', noGenerator, 'REQUIRE_GO').each([
  ['OTLP/HTTP', (): string[] => ['--otlp-http', '--otlp-endpoint', new URL(viewer.base).host]],
  ['OTLP/gRPC', (): string[] => ['--otlp-endpoint', new URL(viewer.grpcUrl).host]],
])("every span of Go's telemetrygen arrives over %s", async (protocol, how) => {
  const service = `go-${protocol.replace('/', '-')}`;
  await run(generator ?? '', ['traces', '--otlp-insecure', '--traces', '20', '--child-spans', '4', '--rate', '0', '--service', service, ...how()]);
  expect(await spansOf(service)).toEqual(Array.from({ length: 20 }, () => 5));
});
