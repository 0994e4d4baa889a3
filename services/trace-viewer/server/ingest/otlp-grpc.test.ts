import { credentials, makeClientConstructor, Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';

import { TraceList } from '../../contract/trace-list.ts';
import { protobufBody, ragTrace, recordSpans } from '../../test-support/sdk-spans.ts';
import { startTestViewer, type TestViewer } from '../../test-support/test-viewer.ts';
import { freePort } from '../../test-support/free-port.ts';
import { message, request, span, SPAN_ID } from '../../test-support/wire.ts';

// Opening chDB on a busy machine takes its time.
jest.setTimeout(30_000);

let viewer: TestViewer;

beforeAll(async () => {
  viewer = await startTestViewer({ grpcPort: await freePort(), maxBodyBytes: 64 * 1024 });
});

beforeEach(async () => {
  await fetch(`${viewer.url}/api/reset`, { method: 'POST' });
});

afterAll(async () => {
  await viewer[Symbol.asyncDispose]();
  expect(viewer.unexpected).toEqual([]);
});

async function storedNames(): Promise<string[]> {
  const list = TraceList.parse(await (await fetch(`${viewer.url}/api/traces`)).json());
  return list.traces.map(({ name }) => name);
}

const bytes = (value: Buffer): Buffer => value;
const RawClient = makeClientConstructor({
  Export: {
    path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export', requestStream: false, responseStream: false,
    requestSerialize: bytes, requestDeserialize: bytes, responseSerialize: bytes, responseDeserialize: bytes,
  },
}, 'TraceService');

/** Sends bytes as they are; answers the response's bytes or the status code. */
function exportBytes(body: Buffer, metadata = new Metadata()): Promise<Buffer | number> {
  const client = new RawClient(`127.0.0.1:${viewer.grpcPort}`, credentials.createInsecure());
  return new Promise((resolve) => {
    client.makeUnaryRequest('/opentelemetry.proto.collector.trace.v1.TraceService/Export', bytes, bytes, body, metadata, (error: ServiceError | null, response?: Buffer) => {
      client.close();
      resolve(error === null ? response ?? Buffer.alloc(0) : error.code);
    });
  });
}

test.each([['no compression', CompressionAlgorithm.NONE], ['gzip', CompressionAlgorithm.GZIP]])('takes what the SDK\'s gRPC exporter sends with %s', async (_what, compression) => {
  const exporter = new OTLPTraceExporter({ url: `http://127.0.0.1:${viewer.grpcPort}`, compression });
  const result = await new Promise((resolve) => {
    exporter.export(recordSpans(ragTrace), resolve);
  });
  await exporter.shutdown();
  expect(result).toEqual({ code: 0 });
  expect(await storedNames()).toEqual(['POST /MyRAG']);
});

test('answers with an empty message, or with what was rejected', async () => {
  expect(await exportBytes(protobufBody(recordSpans(ragTrace)))).toEqual(Buffer.alloc(0));
  const answer = await exportBytes(request(message([2, SPAN_ID]), span([5, 'good'])));
  expect(answer.toString()).toContain('1 spans were not stored');
});

test.each([
  ['a malformed body', Buffer.from([0xff, 0xff]), status.INVALID_ARGUMENT],
  ['a body that is larger than allowed', Buffer.alloc(64 * 1024 + 1), status.RESOURCE_EXHAUSTED],
])('refuses %s and stores nothing', async (_what, body, code) => {
  expect(await exportBytes(body)).toBe(code);
  expect(await storedNames()).toEqual([]);
});
