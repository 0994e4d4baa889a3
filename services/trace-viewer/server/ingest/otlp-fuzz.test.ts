import { credentials, makeClientConstructor } from '@grpc/grpc-js';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';

import { freePort } from '../../test-support/free-port.ts';
import { OtlpFuzz } from '../../test-support/otlp-fuzz.ts';
import { seeded } from '../../test-support/seeded.ts';
import { startTestViewer, type TestViewer } from '../../test-support/test-viewer.ts';
import { readOtlpJson } from './otlp-json.ts';
import { readOtlpProtobuf } from './otlp-protobuf.ts';

jest.setTimeout(120_000);

const BODIES = 600;
const AT_ONCE = 20;
/** FUZZ_SEED=… looks elsewhere; a failure names the body by seed and number. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_251_127);

let viewer: TestViewer;

beforeAll(async () => {
  viewer = await startTestViewer({ grpcPort: await freePort() });
});

beforeEach(async () => {
  await fetch(`${viewer.url}/api/reset`, { method: 'POST' });
});

afterAll(async () => {
  await viewer[Symbol.asyncDispose]();
});

const bytes = (value: Buffer): Buffer => value;

type Send = (body: Buffer<ArrayBuffer>) => Promise<'taken' | 'refused' | { odd: unknown }>;

function http(contentType: string): Send {
  return async (body) => {
    const response = await fetch(`${viewer.url}/v1/traces`, { method: 'POST', headers: { 'content-type': contentType }, body, signal: AbortSignal.timeout(30_000) });
    await response.arrayBuffer();
    return response.status === 200 ? 'taken' : response.status === 400 ? 'refused' : { odd: response.status };
  };
}

function grpc(): Send {
  const path = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
  const Client = makeClientConstructor({ Export: { path, requestStream: false, responseStream: false, requestSerialize: bytes, requestDeserialize: bytes, responseSerialize: bytes, responseDeserialize: bytes } }, 'TraceService');
  const client = new Client(`127.0.0.1:${viewer.grpcPort}`, credentials.createInsecure());
  return (body) => new Promise((resolve) => {
    client.makeUnaryRequest(path, bytes, bytes, body, { deadline: Date.now() + 30_000 }, (error: { code: number } | null) => {
      resolve(error === null ? 'taken' : error.code === 3 ? 'refused' : { odd: error.code });
    });
  });
}

test.each<[string, () => Send, (fuzz: OtlpFuzz) => Buffer<ArrayBuffer>, typeof readOtlpJson]>([
  ['protobuf over HTTP', () => http('application/x-protobuf'), (fuzz) => fuzz.protobuf(), readOtlpProtobuf],
  ['JSON over HTTP', () => http('application/json'), (fuzz) => fuzz.json(), readOtlpJson],
  ['protobuf over gRPC', grpc, (fuzz) => fuzz.protobuf(), readOtlpProtobuf],
])('odd and damaged bodies as %s are taken whole or refused whole, and never upset the viewer', async (_protocol, connect, make, read) => {
  const send = connect();
  const fuzz = new OtlpFuzz(seeded(SEED));
  const bodies = Array.from({ length: BODIES }, () => make(fuzz));
  const stored = new Set<string>();
  const odd: unknown[] = [];
  let refused = 0;
  for (let first = 0; first < bodies.length; first += AT_ONCE) {
    await Promise.all(bodies.slice(first, first + AT_ONCE).map(async (body, index) => {
      const outcome = await send(body);
      if (outcome === 'taken') for (const { traceId, spanId } of read(body).spans) stored.add(traceId + spanId);
      else if (outcome === 'refused') refused += 1;
      else odd.push({ seed: SEED, number: first + index, ...outcome });
    }));
  }
  expect(viewer.unexpected).toEqual([]);
  expect(odd).toEqual([]);
  expect(refused).toBeGreaterThan(BODIES / 20);
  expect(stored.size).toBeGreaterThan(BODIES / 5);
  const stats: unknown = await (await fetch(`${viewer.url}/api/stats`)).json();
  expect(stats).toMatchObject({ total_spans: stored.size });
});
