import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';

import { jsonBody, ragTrace, recordSpans } from '../../test-support/sdk-spans.ts';
import { startTestViewer, type TestViewer } from '../../test-support/test-viewer.ts';

// Opening chDB on a busy machine takes its time.
jest.setTimeout(60_000);

let viewer: TestViewer;

beforeAll(async () => {
  viewer = await startTestViewer();
});

beforeEach(async () => {
  await fetch(`${viewer.url}/api/reset`, { method: 'POST' });
});

afterAll(async () => {
  await viewer[Symbol.asyncDispose]();
  expect(viewer.unexpected).toEqual([]);
});

const TRACE = '0af7651916cd43dd8448eb211c80319c';

/** Everything that OTLP can say of a span, as this viewer writes it. */
const SENT = {
  resourceSpans: [{
    resource: { attributes: [{ key: 'service.name', value: { stringValue: 'svc' } }, { key: 'n', value: { intValue: '9223372036854775807' } }], droppedAttributesCount: 1 },
    schemaUrl: 'https://example.com/resource',
    scopeSpans: [{
      scope: { name: 'sc', version: '1', attributes: [{ key: 'a', value: { boolValue: false } }], droppedAttributesCount: 2 },
      schemaUrl: 'https://example.com/scope',
      spans: [{
        traceId: TRACE, spanId: 'b7ad6b7169203300', parentSpanId: 'b7ad6b7169203331', name: 'LM "x"\n漢', kind: 3, startTimeUnixNano: '1700000000000000001', endTimeUnixNano: '1700000001000000002',
        attributes: [
          { key: 'text', value: { stringValue: '"\\ 😀' } }, { key: 'five', value: { doubleValue: 5 } }, { key: 'int', value: { intValue: '5' } }, { key: 'nan', value: { doubleValue: 'NaN' } },
          { key: 'bytes', value: { bytesValue: 'AP8=' } }, { key: 'none', value: {} },
          { key: 'list', value: { arrayValue: { values: [{ stringValue: 'x' }, { intValue: '1' }, { arrayValue: { values: [] } }] } } },
          { key: 'map', value: { kvlistValue: { values: [{ key: 'k', value: { doubleValue: 0.5 } }, { key: '__proto__', value: { boolValue: true } }] } } },
        ],
        events: [{ timeUnixNano: '1700000000500000000', name: 'e', attributes: [{ key: 'k', value: { intValue: '-1' } }], droppedAttributesCount: 3 }],
        links: [{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), attributes: [], traceState: 'x=y', flags: 1, droppedAttributesCount: 4 }],
        status: { code: 2, message: 'boom' }, traceState: 'a=b', flags: 257, droppedAttributesCount: 5, droppedEventsCount: 6, droppedLinksCount: 7,
      }],
    }],
  }],
};

function post(path: string, body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(viewer.url + path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
}

async function json(path: string): Promise<unknown> {
  return (await fetch(viewer.url + path)).json();
}

test('gives a trace back as it was sent', async () => {
  expect((await post('/v1/traces', JSON.stringify(SENT))).status).toBe(200);
  expect(await json(`/api/traces/${TRACE}/otlp`)).toEqual(SENT);
});

test('what is exported and imported, gzipped too, is what it was', async () => {
  await post('/v1/traces', JSON.stringify(SENT));
  for (let index = 0; index < 45; index += 1) await post('/v1/traces', jsonBody(recordSpans((tracer) => ragTrace(tracer, `question ${index}`))));
  const exported = await fetch(`${viewer.url}/api/export`);
  const lines = await exported.text();
  expect([exported.headers.get('content-type'), lines.trimEnd().split('\n').length]).toEqual(['application/x-ndjson', 3]);
  expect((await (await fetch(`${viewer.url}/api/export?q=name:LM*`)).text()).length).toBeGreaterThan(0);
  const before = await json('/api/traces?limit=100');

  await post('/api/reset', '');
  const imported = await post('/api/import', gzipSync(lines), { 'content-encoding': 'gzip' });
  expect([imported.status, await imported.json()]).toEqual([200, { spans: 136, rejected: 0 }]);
  expect(await json('/api/traces?limit=100')).toEqual(before);
  expect(await (await fetch(`${viewer.url}/api/export`)).text()).toHaveLength(lines.length);
  expect(await json(`/api/traces/${TRACE}/otlp`)).toEqual(SENT);
});

test('nothing is exported from an empty store', async () => {
  const answer = await fetch(`${viewer.url}/api/export`);
  expect([answer.status, await answer.text()]).toEqual([200, '']);
});

test('of lines that cannot all be read, none is taken', async () => {
  const answer = await post('/api/import', `${JSON.stringify(SENT)}\n\n{"resourceSpans": 5}\n`);
  expect([answer.status, await answer.json()]).toEqual([400, { detail: expect.stringMatching(/^Line 3 is not OTLP\/JSON: /) }]);
  expect(await json('/api/stats')).toEqual({ traces: 0, services: [], total_spans: 0 });
});

const RANGE = 'query.start_time_min=2020-01-01T00:00:00Z&query.start_time_max=2030-01-01T00:00:00Z';

test("answers Jaeger's query API", async () => {
  await post('/v1/traces', JSON.stringify(SENT));
  expect(await json('/api/v3/services')).toEqual({ services: ['svc'] });
  expect(await json('/api/v3/operations?service=svc')).toEqual({ operations: [{ name: 'LM "x"\n漢', spanKind: 'client' }] });
  expect(await json('/api/v3/operations?service=svc&span_kind=server')).toEqual({ operations: [] });
  expect(await json(`/api/v3/traces/${TRACE}`)).toEqual({ result: SENT });
  expect(await json(`/api/v3/traces?query.service_name=svc&query.duration_min=1s&query.duration_max=1m1.5s&query.num_traces=5&query.attributes={"int":"5"}&${RANGE}`)).toEqual({ result: SENT });
});

test('attributes by the names that values are stored under are given back', async () => {
  const odd = [
    { key: 'map of text', value: { kvlistValue: { values: [{ key: 'double', value: { stringValue: 'NaN' } }] } } },
    { key: 'map of a map', value: { kvlistValue: { values: [{ key: '~base64', value: { kvlistValue: { values: [{ key: '~base64', value: { stringValue: 'AP8=' } }] } } }] } } },
    { key: 'map of bytes', value: { kvlistValue: { values: [{ key: 'base64', value: { bytesValue: 'AP8=' } }] } } },
    { key: 'number', value: { doubleValue: 'NaN' } },
  ];
  const span = (id: string, attributes: object[]): object => ({ traceId: TRACE, spanId: id.repeat(16), name: id, kind: 1, startTimeUnixNano: '5', endTimeUnixNano: '6', attributes, events: [], links: [], status: {} });
  const spans = [span('1', [{ key: 'double', value: { stringValue: 'x' } }]), span('2', [{ key: 'base64', value: { stringValue: 'AP8=' } }]), span('3', odd), span('4', [{ key: '~double', value: { stringValue: 'x' } }])];
  const sent = { resourceSpans: [{ resource: { attributes: [{ key: 'base64', value: { stringValue: 'y' } }] }, scopeSpans: [{ scope: { name: '', version: '', attributes: [] }, spans }] }] };
  expect((await post('/v1/traces', JSON.stringify(sent))).status).toBe(200);
  expect(await json(`/api/traces/${TRACE}/otlp`)).toEqual(sent);
});

function spanOf(service: string, id: string, name: string, value: string): object {
  const span = { traceId: TRACE, spanId: id.repeat(16), name, startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000001000000000', attributes: [{ key: 'k', value: { stringValue: value } }] };
  return { resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] }, scopeSpans: [{ spans: [span] }] };
}

async function searchStatus(query: string): Promise<number> {
  return (await fetch(`${viewer.url}/api/v3/traces?${query}&${RANGE}`)).status;
}

test("Jaeger's service, operation and attributes are those of one span, and a star is a star", async () => {
  await post('/v1/traces', JSON.stringify({ resourceSpans: [spanOf('front', '1', 'ask', 'a*c'), spanOf('back', '2', 'answer', 'abc')] }));
  expect(await searchStatus('query.service_name=front&query.operation_name=ask')).toBe(200);
  expect(await searchStatus('query.service_name=front&query.operation_name=answer')).toBe(404);
  expect(await searchStatus('query.service_name=front&query.operation_name=a*')).toBe(404);
  expect(await searchStatus('query.service_name=front&query.attributes={"k":"a*c"}')).toBe(200);
  expect(await searchStatus('query.service_name=back&query.attributes={"k":"a*c"}')).toBe(404);
});

test.each([
  [`traces/${'1'.repeat(32)}`, 404, 'No traces found'],
  ['traces/xyz', 400, 'malformed parameter trace_id: "xyz" has other characters than up to 32 hexadecimal digits'],
  ['traces', 400, 'query.start_time_min and query.start_time_max are required'],
  [`traces?query.duration_min=bad&${RANGE}`, 400, 'malformed parameter query.duration_min: expected a duration such as 1.5s, found "bad"'],
  [`traces?query.service_name=none&${RANGE}`, 404, 'No traces found'],
])('answers Jaeger\'s %s with %i', async (path, status, message) => {
  const answer = await fetch(`${viewer.url}/api/v3/${path}`);
  expect([answer.status, await answer.json()]).toEqual([status, { error: { httpCode: status, message } }]);
});
