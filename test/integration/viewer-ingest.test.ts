import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { getJson, postJson, sendJson } from '../support/http-json.ts';
import { startViewer, type Viewer } from '../support/services.ts';
import { awaitTrace, readStats } from '../support/viewer-api.ts';

jest.setTimeout(60_000);

let viewer: Viewer;

beforeAll(async () => {
  viewer = await startViewer();
});

afterAll(async () => {
  await viewer[Symbol.asyncDispose]();
});

const TRACE_ID = '5b8efff798038103d269b633813fc60c';

function oneSpan(traceId: string) {
  const span = { traceId, spanId: 'eee19b7ec3c1b174', name: 'hello', kind: 1, startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000000500000000' };
  return { resourceSpans: [{ resource: { attributes: [{ key: 'service.name', value: { stringValue: 'elsewhere' } }] }, scopeSpans: [{ spans: [span] }] }] };
}

function post(body: Uint8Array<ArrayBuffer> | string, contentType: string, encoding = 'identity') {
  return sendJson(viewer.tracesUrl, { method: 'POST', headers: { 'content-type': contentType, 'content-encoding': encoding }, body });
}

test.each<[string, Uint8Array<ArrayBuffer> | string, string, string]>([
  ['bytes that are not protobuf', new Uint8Array([0xff, 0xfe, 0x00, 0x13, 0x37]), 'application/x-protobuf', 'identity'],
  ['a message that is cut off', new Uint8Array([0x0a, 0x7f, 0x0a, 0x02]), 'application/x-protobuf', 'identity'],
  ['text that is not JSON', '{"resourceSpans": [', 'application/json', 'identity'],
  ['JSON that is not OTLP', '[1, 2, 3]', 'application/json', 'identity'],
  ['gzip that is none', '{"resourceSpans":[]}', 'application/json', 'gzip'],
  ['gzip that is cut off', new Uint8Array(gzipSync(JSON.stringify(oneSpan(TRACE_ID))).subarray(0, 40)), 'application/json', 'gzip'],
])('%s: 400, nothing is stored and the viewer lives', async (_name, body, contentType, encoding) => {
  expect((await post(body, contentType, encoding)).status).toBe(400);
  expect(await readStats(viewer)).toEqual({ traces: 0, services: [], total_spans: 0 });
  expect((await getJson(`${viewer.base}/health/live`)).status).toBe(200);
});

test('a span without a proper id is rejected, and the answer says so', async () => {
  const { status, body } = await post(JSON.stringify(oneSpan('abc')), 'application/json');
  expect({ status, body }).toEqual({ status: 200, body: { partialSuccess: { rejectedSpans: expect.anything(), errorMessage: expect.any(String) } } });
  expect(await readStats(viewer)).toMatchObject({ total_spans: 0 });
});

test('another content type is refused', async () => {
  expect((await post('hello', 'text/plain')).status).toBe(415);
});

test('what is well-formed is stored, gzipped or not, until it is reset', async () => {
  const gzipped = new Uint8Array(gzipSync(JSON.stringify(oneSpan(TRACE_ID))));
  expect((await post(gzipped, 'application/json', 'gzip')).status).toBe(200);
  const trace = await awaitTrace(viewer, ({ trace_id }) => trace_id === TRACE_ID, 'the span');
  expect(trace).toMatchObject({ service: 'elsewhere', name: 'hello', duration_ms: 500, tree: [{ id: 'eee19b7ec3c1b174', kind: 'internal', children: [] }] });
  expect(await postJson(`${viewer.base}/api/reset`, {})).toMatchObject({ status: 200, body: { cleared: 1 } });
  expect(await readStats(viewer)).toEqual({ traces: 0, services: [], total_spans: 0 });
});
