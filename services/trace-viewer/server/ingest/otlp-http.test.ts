import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { deflate, gzip, zstdCompress } from 'node:zlib';

import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';

import { TraceList } from '../../contract/trace-list.ts';
import { hangUpInTheMiddle, rawRequest } from '../../test-support/http.ts';
import { jsonBody, protobufBody, ragTrace, recordSpans } from '../../test-support/sdk-spans.ts';
import { startTestViewer, type TestViewer } from '../../test-support/test-viewer.ts';
import { message, request, span, SPAN_ID } from '../../test-support/wire.ts';
import { errorCode } from '../error-code.ts';

// Opening chDB on a busy machine takes its time.
jest.setTimeout(60_000);

const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';
const MAX_BODY_BYTES = 64 * 1024;

let viewer: TestViewer;

beforeAll(async () => {
  viewer = await startTestViewer({ maxBodyBytes: MAX_BODY_BYTES });
});

beforeEach(async () => {
  await fetch(`${viewer.url}/api/reset`, { method: 'POST' });
});

afterAll(async () => {
  await viewer[Symbol.asyncDispose]();
  expect(viewer.unexpected).toEqual([]);
});

function send(body: Uint8Array<ArrayBuffer> | string, type: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${viewer.url}/v1/traces`, { method: 'POST', headers: { 'content-type': type, ...headers }, body });
}

async function storedNames(): Promise<string[]> {
  const list = TraceList.parse(await (await fetch(`${viewer.url}/api/traces`)).json());
  return list.traces.map(({ name }) => name);
}

test.each([
  ['protobuf', PROTOBUF, protobufBody, ''],
  ['JSON', JSON_TYPE, jsonBody, '{}'],
  ['JSON with a charset', `${JSON_TYPE}; charset=utf-8`, jsonBody, '{}'],
])('takes %s and answers in it', async (_what, type, encode, expected) => {
  const response = await send(encode(recordSpans(ragTrace)), type);
  expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([200, type.split(';')[0], expected]);
  expect(await storedNames()).toEqual(['POST /MyRAG']);
});

test.each([
  ['gzip', promisify(gzip)],
  ['deflate', promisify(deflate)],
  ['zstd', promisify(zstdCompress)],
  ['identity', async (body: Buffer) => body],
  ['GZIP', promisify(gzip)],
] as const)('takes bodies in %s', async (encoding, compress) => {
  const response = await send(Buffer.from(await compress(protobufBody(recordSpans(ragTrace)))), PROTOBUF, { 'content-encoding': encoding });
  expect(response.status).toBe(200);
  expect(await storedNames()).toEqual(['POST /MyRAG']);
});

test.each([CompressionAlgorithm.NONE, CompressionAlgorithm.GZIP])('takes what the SDK\'s own exporter sends with compression %s', async (compression) => {
  const exporter = new OTLPTraceExporter({ url: `${viewer.url}/v1/traces`, compression });
  const result = await new Promise((resolve) => {
    exporter.export(recordSpans(ragTrace), resolve);
  });
  await exporter.shutdown();
  expect(result).toEqual({ code: 0 });
  expect(await storedNames()).toEqual(['POST /MyRAG']);
});

test('an empty request is a valid one', async () => {
  expect((await send(Buffer.alloc(0), PROTOBUF)).status).toBe(200);
  expect(await (await send('{}', JSON_TYPE)).json()).toEqual({});
});

test('tells in the answer which spans it did not take', async () => {
  const body = request(message([2, SPAN_ID], [5, 'no trace id']), span([5, 'good']));
  const errorMessage = '1 spans were not stored: a trace id needs 16 bytes and a span id 8, not all of them zero.';
  const protobuf = await send(body, PROTOBUF);
  expect(protobuf.status).toBe(200);
  expect(ProtobufTraceSerializer.deserializeResponse(new Uint8Array(await protobuf.arrayBuffer()))).toEqual({ partialSuccess: { rejectedSpans: 1, errorMessage } });
  const spans = [{ spanId: 'b7ad6b7169203331' }];
  const json = await send(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }), JSON_TYPE);
  expect(await json.json()).toEqual({ partialSuccess: { rejectedSpans: '1', errorMessage } });
  expect(await storedNames()).toEqual(['good']);
});

test('refuses a protobuf body cut off at any byte, stores nothing of it and lives', async () => {
  const body = protobufBody(recordSpans(ragTrace));
  const lengths = Array.from({ length: body.length - 1 }, (_, index) => index + 1);
  const statuses = new Set<number>();
  while (lengths.length > 0) {
    const answers = await Promise.all(lengths.splice(0, 50).map((length) => send(body.subarray(0, length), PROTOBUF)));
    for (const { status } of answers) statuses.add(status);
  }
  expect([...statuses]).toEqual([400]);
  expect(await storedNames()).toEqual([]);
  expect((await send(body, PROTOBUF)).status).toBe(200);
});

test('a body with one bad span among good ones is refused whole', async () => {
  const bad = span([5, Buffer.from([0xff])]);
  expect((await send(request(span([5, 'good']), bad), PROTOBUF)).status).toBe(400);
  expect(await storedNames()).toEqual([]);
});

test('says what is wrong as a google.rpc.Status in the request\'s encoding', async () => {
  const text = 'The body is not a valid OTLP trace export: Span.name: text that is not UTF-8 at byte 35.';
  const protobuf = await send(request(span([5, Buffer.from([0xff])])), PROTOBUF);
  expect([protobuf.status, protobuf.headers.get('content-type')]).toEqual([400, PROTOBUF]);
  const answer = Buffer.from(await protobuf.arrayBuffer());
  expect(answer.subarray(0, 2)).toEqual(Buffer.from([0x08, 3]));
  expect(answer.subarray(4).toString()).toMatch(/^The body is not a valid OTLP trace export: Span\.name: text that is not UTF-8 at byte \d+\.$/);
  expect(answer[3]).toBe(Buffer.byteLength(text));

  const json = await send('{"resourceSpans":7}', JSON_TYPE);
  expect([json.status, json.headers.get('content-type')]).toEqual([400, JSON_TYPE]);
  expect(await json.json()).toEqual({ code: 3, message: 'The body is not a valid OTLP trace export: body.resourceSpans: expected a list, found 7.' });
});

test.each<[string, number, string, Record<string, string>, string | Buffer<ArrayBuffer>, RegExp]>([
  ['another content type', 415, 'text/plain', {}, 'x', /application\/x-protobuf or application\/json/],
  ['an unknown encoding', 415, JSON_TYPE, { 'content-encoding': 'br' }, '{}', /"br" is not supported; use gzip, deflate, zstd/],
  ['an encoding by the name of a property', 415, JSON_TYPE, { 'content-encoding': 'constructor' }, '{}', /"constructor" is not supported/],
  ['a body that is not gzip', 400, JSON_TYPE, { 'content-encoding': 'gzip' }, '{}', /not valid gzip/],
  ['a body that is larger than allowed', 413, JSON_TYPE, {}, ' '.repeat(MAX_BODY_BYTES + 1), /larger than 65536 bytes/],
])('refuses %s with %i', async (_what, status, type, headers, body, expected) => {
  const response = await send(body, type, headers);
  expect([response.status, await response.json()]).toEqual([status, { code: expect.any(Number), message: expect.stringMatching(expected) }]);
});

test('refuses what decompresses to more than allowed, and what is cut off inside gzip', async () => {
  const bomb = Buffer.from(await promisify(gzip)(Buffer.alloc(MAX_BODY_BYTES * 100)));
  expect(bomb.length).toBeLessThan(MAX_BODY_BYTES);
  expect((await send(bomb, PROTOBUF, { 'content-encoding': 'gzip' })).status).toBe(413);
  const whole = Buffer.from(await promisify(gzip)(protobufBody(recordSpans(ragTrace))));
  expect((await send(whole.subarray(0, whole.length - 9), PROTOBUF, { 'content-encoding': 'gzip' })).status).toBe(400);
  expect(await storedNames()).toEqual([]);
});

test('refuses a body without a length as soon as it is too large', async () => {
  const endless = Readable.from((function* () {
    for (;;) yield Buffer.alloc(16 * 1024);
  })());
  const refused = await rawRequest(viewer.url, { method: 'POST', path: '/v1/traces', headers: { 'content-type': PROTOBUF }, body: endless })
    .then(({ status }) => status, errorCode);
  // The connection is closed on a sender that goes on; it may not get to read the answer.
  expect([413, 'ECONNRESET', 'EPIPE']).toContain(refused);
  expect((await send('{}', JSON_TYPE)).status).toBe(200);
});

test('a sender that hangs up in the middle leaves nothing behind', async () => {
  const body = protobufBody(recordSpans(ragTrace));
  await hangUpInTheMiddle(viewer.url, '/v1/traces', { 'content-type': PROTOBUF }, body);
  expect((await send(body, PROTOBUF)).status).toBe(200);
  expect(await storedNames()).toEqual(['POST /MyRAG']);
});

test.each(['GET', 'PUT', 'DELETE', 'HEAD'])('%s is answered with 405 and the methods that are allowed', async (method) => {
  const { status, headers } = await rawRequest(viewer.url, { method, path: '/v1/traces' });
  expect([status, headers.allow]).toEqual([405, 'POST, OPTIONS']);
});

test.each([
  ['http://localhost:5173', 'http://localhost:5173'],
  ['http://127.0.0.1', 'http://127.0.0.1'],
  ['https://app.localhost:8443', 'https://app.localhost:8443'],
  ['https://evil.example.com', undefined],
  ['http://localhost.evil.example.com', undefined],
  ['null', undefined],
])('lets a browser page from %s send spans: %s', async (origin, allowed) => {
  const preflight = await rawRequest(viewer.url, { method: 'OPTIONS', path: '/v1/traces', headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' } });
  expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([204, allowed]);
  const sent = await rawRequest(viewer.url, { method: 'POST', path: '/v1/traces', headers: { origin, 'content-type': JSON_TYPE }, body: Buffer.from('{}') });
  expect([sent.status, sent.headers['access-control-allow-origin']]).toEqual([200, allowed]);
});
