import { expect, test } from '@jest/globals';

import { protobufBody, ragTrace, recordSpans } from '../../test-support/sdk-spans.ts';
import { attribute, double, fixed64, message, request, span, SPAN_ID, TRACE_ID, varint, type Field } from '../../test-support/wire.ts';
import { MalformedOtlpError } from './malformed-otlp-error.ts';
import { readOtlpProtobuf } from './otlp-protobuf.ts';
import type { AttributeValue } from './span.ts';

function readValue(value: Buffer): AttributeValue | undefined {
  return readOtlpProtobuf(request(span(attribute('a', value)))).spans[0]?.attributes[0]?.value;
}

test('reads every field that the SDK writes', () => {
  const recorded = recordSpans(ragTrace);
  const { spans, rejected } = readOtlpProtobuf(protobufBody(recorded));

  const [model, program, server] = spans;
  expect(rejected).toBe(0);
  expect(spans.map(({ name }) => name)).toEqual(['LM.__call__', 'MyRAG.forward', 'POST /MyRAG']);
  expect(model).toEqual({
    traceId: recorded[0]?.spanContext().traceId,
    spanId: recorded[0]?.spanContext().spanId,
    parentId: program?.spanId,
    name: 'LM.__call__',
    kind: 'internal',
    start: 1_700_000_000_020_000_000n,
    end: 1_700_000_000_030_000_000n,
    status: 'error',
    statusMessage: 'slow down',
    attributes: [
      { key: 'openinference.span.kind', value: 'LLM' },
      { key: 'llm.model_name', value: 'gpt-4o-mini' },
      { key: 'llm.token_count.prompt', value: 120n },
      { key: 'llm.token_count.completion', value: 30n },
      { key: 'llm.cost.total', value: 0.0015 },
      { key: 'llm.input_messages.0.message.role', value: 'user' },
      { key: 'llm.input_messages.0.message.content', value: 'What is the capital of France? 漢字 😀\n"quoted"\\' },
      { key: 'scores', value: [1.5, 2n, -0.25] },
      { key: 'tags', value: ['a', 'b'] },
      { key: 'cached', value: false },
    ],
    events: [{
      name: 'exception',
      time: 1_700_000_000_025_000_000n,
      attributes: [{ key: 'exception.type', value: 'RateLimitError' }, { key: 'exception.message', value: 'slow down' }],
      droppedAttributes: 0,
    }],
    links: [],
    traceState: '',
    flags: 257,
    dropped: { attributes: 0, events: 0, links: 0 },
    resource: { attributes: [{ key: 'service.name', value: 'rag-server' }, { key: 'host.cpus', value: 8n }], droppedAttributes: 0, schemaUrl: '' },
    scope: { name: 'test.scope', version: '1.2.3', attributes: [], droppedAttributes: 0, schemaUrl: '' },
  });
  expect(server).toMatchObject({ kind: 'server', parentId: '', status: 'ok' });
});

test.each<[string, Buffer, AttributeValue]>([
  ['text', message([1, 'é']), 'é'],
  ['a replacement character that was really sent', message([1, 'a\uFFFDb']), 'a\uFFFDb'],
  ['true', message([2, 1]), true],
  ['the largest integer', message([3, 9_223_372_036_854_775_807n]), 9_223_372_036_854_775_807n],
  ['the smallest integer', message([3, -9_223_372_036_854_775_808n]), -9_223_372_036_854_775_808n],
  ['an integer just past 2^53', message([3, 9_007_199_254_740_993n]), 9_007_199_254_740_993n],
  ['a double without a fraction', message([4, double(5)]), 5],
  ['infinity', message([4, double(Number.NEGATIVE_INFINITY)]), Number.NEGATIVE_INFINITY],
  ['a list of lists', message([5, message([1, message([5, message([1, message([1, 'x'])])])])]), [['x']]],
  ['a map', message([6, message([1, message([1, 'k'], [2, message([2, 0])])])]), { entries: [{ key: 'k', value: false }] }],
  ['bytes', message([7, Buffer.from([0, 255])]), Buffer.from([0, 255])],
  ['nothing', message(), null],
])('reads %s as it was sent', (_what, encoded, expected) => {
  expect(readValue(encoded)).toEqual(expected);
});

test('skips fields it does not know, of every wire type', () => {
  const unknown: Field[] = [[99, 1], [98, fixed64(1n)], [97, 'text'], [96, { wireType: 5, bytes: Buffer.alloc(4) }]];
  const resourceSpans = message(...unknown, [2, message(...unknown, [2, span(...unknown, [5, 'kept'])])]);
  expect(readOtlpProtobuf(message(...unknown, [1, resourceSpans])).spans.map(({ name }) => name)).toEqual(['kept']);
});

test('gives spans the resource and scope that follow them', () => {
  const resource = message([1, message([1, 'service.name'], [2, message([1, 'late'])])]);
  const scopeSpans = message([2, span()], [1, message([1, 'scope'])]);
  const [read] = readOtlpProtobuf(message([1, message([2, scopeSpans], [1, resource])])).spans;
  expect(read?.resource.attributes).toEqual([{ key: 'service.name', value: 'late' }]);
  expect(read?.scope.name).toBe('scope');
});

test.each<[string, Field[]]>([
  ['a trace id of 15 bytes', [[1, TRACE_ID.subarray(1)], [2, SPAN_ID]]],
  ['a trace id of zeros', [[1, Buffer.alloc(16)], [2, SPAN_ID]]],
  ['no span id', [[1, TRACE_ID]]],
  ['a parent id of 4 bytes', [[1, TRACE_ID], [2, SPAN_ID], [4, Buffer.alloc(4, 1)]]],
])('rejects a span with %s and keeps the others', (_what, fields) => {
  const { spans, rejected } = readOtlpProtobuf(request(message(...fields), span([5, 'good'])));
  expect([rejected, spans.map(({ name }) => name)]).toEqual([1, ['good']]);
});

test('refuses a body that was cut off, wherever it was', () => {
  const body = protobufBody(recordSpans(ragTrace));
  for (let length = 1; length < body.length; length += 1) {
    expect(() => readOtlpProtobuf(body.subarray(0, length))).toThrow(MalformedOtlpError);
  }
  expect(readOtlpProtobuf(Buffer.alloc(0))).toEqual({ spans: [], rejected: 0 });
});

test('survives any single changed byte: it reads the body or refuses it', () => {
  const body = protobufBody(recordSpans(ragTrace));
  for (let position = 0; position < body.length; position += 1) {
    for (const flip of [0x01, 0x80, 0xff]) {
      const changed = Buffer.from(body);
      changed[position] = (changed[position] ?? 0) ^ flip;
      try {
        readOtlpProtobuf(changed);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedOtlpError);
      }
    }
  }
});

test.each<[string, Buffer, RegExp]>([
  ['a number where a message belongs', message([1, 5]), /resource_spans: wire type 0 instead of 2/],
  ['a text where a time belongs', request(span([7, 'now'])), /Span\.start_time_unix_nano: wire type 2 instead of 1/],
  ['field number 0', Buffer.from([0x00]), /field number 0/],
  ['a group', Buffer.from([0x0b]), /wire type 3/],
  ['a number of eleven bytes', Buffer.concat([Buffer.from([0x78]), Buffer.alloc(11, 0x80)]), /more than 10 bytes/],
  ['a name that is not UTF-8', request(span([5, Buffer.from([0x61, 0xff])])), /Span\.name: text that is not UTF-8/],
  ['a key that is not UTF-8', request(span([9, message([1, Buffer.from([0xc3])])])), /KeyValue\.key: text that is not UTF-8/],
  ['a field longer than its message', request(span([9, Buffer.concat([varint(10), varint(99)])])), /99 bytes announced/],
  ['a number that runs past its message', request(span([9, message([2, Buffer.from([0x10, 0x80])])], [5, 'x'])), /AnyValue: a field runs past/],
])('refuses %s and says where', (_what, body, expected) => {
  expect(() => readOtlpProtobuf(body)).toThrow(expected);
});

test('refuses values that nest deeper than 64 levels', () => {
  const nested = (levels: number): Buffer => (levels === 0 ? message([1, 'x']) : message([5, message([1, nested(levels - 1)])]));
  expect(readValue(nested(64))).toBeDefined();
  expect(() => readValue(nested(65))).toThrow(/nest deeper than 64 levels/);
});
