import { expect, test } from '@jest/globals';
import { createTraceState, type Attributes, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { TraceSerializer } from './trace-serializer.ts';

const RESOURCE: ReadableSpan['resource'] = { attributes: { 'service.name': 'dspy-server', 'process.pid': 4_000_000 }, schemaUrl: 'https://example.org/schema', merge: () => RESOURCE, getRawAttributes: () => [] };
const OTHER: ReadableSpan['resource'] = { attributes: {}, merge: () => OTHER, getRawAttributes: () => [] };
const SCOPE = { name: 'scope', version: '1.0.0', schemaUrl: 'https://example.org/scope' };

function span(changes: Partial<ReadableSpan> & { readonly id?: string } = {}): ReadableSpan {
  const { id = 'b7ad6b7169203331', ...rest } = changes;
  return {
    name: 'LM.__call__',
    kind: SpanKind.INTERNAL,
    spanContext: () => ({ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: id, traceFlags: 1 }),
    startTime: [1_764_000_000, 999_999_999],
    endTime: [1_764_000_001, 0],
    duration: [0, 1],
    ended: true,
    status: { code: SpanStatusCode.UNSET },
    attributes: {},
    events: [],
    links: [],
    resource: RESOURCE,
    instrumentationScope: SCOPE,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    ...rest,
  };
}

/** Of every length at which a length takes another byte, in every width of character. */
const TEXTS = [0, 1, 31, 32, 33, 127, 128, 129, 16_383, 16_384, 70_000, 2_100_000].flatMap((length) => ['a', 'é', '日', '😀'].map((character) => character.repeat(length)));

const VALUES: unknown[] = [
  ...TEXTS,
  '\ud800 half a pair',
  0, 1, -1, 127, 128, 300, 2 ** 31 - 1, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, -(2 ** 53), 2 ** 62, 2 ** 63, -(2 ** 63), 0.1, -0.5, Number.NaN, Number.POSITIVE_INFINITY,
  true, false, undefined, null, new Uint8Array([1, 2, 255]),
  ['a', 'b'], [1, 2.5], [true], [], [null, 'x'], { nested: { list: [1, { deep: 'x' }] } },
];

const MANY: Attributes = {};
for (const [index, value] of VALUES.entries()) MANY[`key ${index}`] = value;

const SPANS: ReadableSpan[] = [
  span(),
  span({ attributes: MANY }),
  span({ attributes: { é日: 'x', ['k'.repeat(200)]: 'long key' } }),
  span({ kind: SpanKind.CLIENT, status: { code: SpanStatusCode.ERROR, message: 'kaputt – é' }, droppedAttributesCount: 3, droppedEventsCount: 200, droppedLinksCount: 70_000 }),
  span({ parentSpanContext: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: '00f067aa0ba902b7', traceFlags: 1, isRemote: true } }),
  span({ spanContext: () => ({ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'ffffffffffffffff', traceFlags: 0, traceState: createTraceState('a=1,b=2') }) }),
  span({ events: [{ name: 'exception', time: [1_764_000_000, 5], attributes: { 'exception.message': 'é'.repeat(200) }, droppedAttributesCount: 1 }, { name: 'plain', time: [0, 0] }] }),
  span({ links: [{ context: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: '00f067aa0ba902b7', traceFlags: 1, isRemote: false, traceState: createTraceState('c=3') }, attributes: { a: 1 }, droppedAttributesCount: 2 }] }),
  span({ endTime: [0, 0], instrumentationScope: { name: 'other' } }),
  span({ resource: OTHER }),
];

test('spans are written byte by byte as OpenTelemetry’s own serializer writes them', () => {
  const serializer = new TraceSerializer();
  for (const spans of [...SPANS.map((each) => [each]), SPANS, [], SPANS.toReversed()]) {
    const ours = Buffer.from(serializer.serializeRequest(spans));
    const theirs = Buffer.from(ProtobufTraceSerializer.serializeRequest(spans) ?? []);
    expect(ours.equals(theirs)).toBe(true);
  }
});

test('what was written before stays as it is', () => {
  const serializer = new TraceSerializer();
  const first = serializer.serializeRequest([span({ name: 'first' })]);
  const copy = Uint8Array.from(first);
  serializer.serializeRequest([span({ name: 'second' })]);
  expect(first).toEqual(copy);
});

test('the backend’s answer is read', () => {
  // partial_success { rejected_spans: 2 }
  expect(new TraceSerializer().deserializeResponse(new Uint8Array([0x0a, 0x02, 0x08, 0x02]))).toEqual({ partialSuccess: { rejectedSpans: 2 } });
});
