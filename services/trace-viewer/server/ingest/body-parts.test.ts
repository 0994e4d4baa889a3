import { expect, test } from '@jest/globals';

import { message, request, span, varint } from '../../test-support/wire.ts';
import { BodyParts, MAX_BODY_PARTS } from './body-parts.ts';
import { MalformedOtlpError } from './malformed-otlp-error.ts';
import { readOtlpJson } from './otlp-json.ts';
import { readOtlpProtobuf } from './otlp-protobuf.ts';

/** A million fields of no bytes. */
function many(position: number): Buffer {
  return Buffer.alloc(2 * MAX_BODY_PARTS, Buffer.concat([varint((position << 3) | 2), varint(0)]));
}

const ids = '"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331"';
const ofSpan = (fields: string): Buffer => Buffer.from(`{"resourceSpans":[{"scopeSpans":[{"spans":[{${ids},${fields}}]}]}]}`);
const list = (item: string): string => `[${`${item},`.repeat(MAX_BODY_PARTS)}${item}]`;

test.each<[string, string, () => unknown]>([
  ['spans', 'ScopeSpans.spans', () => readOtlpProtobuf(message([1, message([2, many(2)])]))],
  ['events', 'Span.events', () => readOtlpProtobuf(request(Buffer.concat([span(), many(11)])))],
  ['links', 'Span.links', () => readOtlpProtobuf(request(Buffer.concat([span(), many(13)])))],
  ['attributes', 'KeyValue', () => readOtlpProtobuf(request(Buffer.concat([span(), many(9)])))],
  ['values of a list', 'ArrayValue.values', () => readOtlpProtobuf(request(span([9, message([2, message([5, many(1)])])])))],
  ['events in JSON', 'body.resourceSpans[0].scopeSpans[0].spans[0].events[999997]', () => readOtlpJson(ofSpan(`"events":${list('{}')}`))],
  ['values of a list in JSON', '.attributes[0].value.arrayValue.values[999996]', () => readOtlpJson(ofSpan(`"attributes":[{"value":{"arrayValue":{"values":${list('{}')}}}}]`))],
])('refuses a body of a million %s, and says where and which limit', (_what, where, read) => {
  expect(read).toThrow(expect.objectContaining({
    code: 'malformed_otlp', where: expect.stringContaining(where), problem: 'more than 1000000 spans, events, links, attributes and values in one body; send fewer spans at a time',
  }));
});

test('JSON is refused before it becomes objects; brackets in texts are none', () => {
  expect(() => new BodyParts(2).checkJson(Buffer.from('[[[[[[[]]]]]]]'))).toThrow('body: more than 2 ');
  expect(() => new BodyParts(2).checkJson(Buffer.from('[[[[[[]]]]]]'))).not.toThrow();
  expect(() => new BodyParts(2).checkJson(Buffer.from(String.raw`["{{{{{{{{\\", "\"[[[[[[[[", "[[[[[[[["]`))).not.toThrow();
  expect(() => new BodyParts(2).checkJson(Buffer.from(String.raw`["\\", {}, {}, {}, {}, {}, {}]`))).toThrow(MalformedOtlpError);
});
