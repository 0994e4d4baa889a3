import { expect, test } from '@jest/globals';

import { jsonBody, protobufBody, ragTrace, recordSpans } from '../../test-support/sdk-spans.ts';
import { MalformedOtlpError } from './malformed-otlp-error.ts';
import { readOtlpJson } from './otlp-json.ts';
import { readOtlpProtobuf } from './otlp-protobuf.ts';
import type { AttributeValue } from './span.ts';

const IDS = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'B7AD6B7169203331' };

function body(...spans: unknown[]): Buffer {
  return Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }));
}

function readValue(json: string): AttributeValue | undefined {
  const span = `{"traceId":"${IDS.traceId}","spanId":"${IDS.spanId}","attributes":[{"key":"a","value":${json}}]}`;
  return readOtlpJson(Buffer.from(`{"resourceSpans":[{"scopeSpans":[{"spans":[${span}]}]}]}`)).spans[0]?.attributes[0]?.value;
}

test('reads what the SDK writes as the same spans that protobuf gives', () => {
  const recorded = recordSpans(ragTrace);
  expect(readOtlpJson(jsonBody(recorded))).toEqual(readOtlpProtobuf(protobufBody(recorded)));
});

test.each<[string, string, AttributeValue]>([
  ['an integer in a string', '{"intValue":"-9223372036854775808"}', -9_223_372_036_854_775_808n],
  ['an integer as a number', '{"intValue":42}', 42n],
  ['an integer as a number past 2^53', '{"intValue":9007199254740993}', 9_007_199_254_740_993n],
  ['a double', '{"doubleValue":1.5}', 1.5],
  ['a double that JSON cannot say', '{"doubleValue":"-Infinity"}', Number.NEGATIVE_INFINITY],
  ['bytes', '{"bytesValue":"AP8="}', Buffer.from([0, 255])],
  ['a map', '{"kvlistValue":{"values":[{"key":"k","value":{"boolValue":true}}]}}', { entries: [{ key: 'k', value: true }] }],
  ['a list', '{"arrayValue":{"values":[{"stringValue":"x"},{}]}}', ['x', null]],
  ['a value of a kind yet to come', '{"futureValue":{"x":1}}', null],
])('reads %s', (_what, json, expected) => {
  expect(readValue(json)).toEqual(expected);
});

test('takes enum names, null for what is not there, and fields it does not know', () => {
  const [span] = readOtlpJson(body({ ...IDS, name: null, kind: 'SPAN_KIND_CLIENT', status: { code: 'STATUS_CODE_ERROR' }, links: null, later: [1] })).spans;
  expect(span).toMatchObject({ spanId: 'b7ad6b7169203331', name: '', kind: 'client', status: 'error', links: [] });
});

test('a parent of zeros is none', () => {
  const { spans, rejected } = readOtlpJson(body({ ...IDS, parentSpanId: '0000000000000000' }, { ...IDS, parentSpanId: '00' }));
  expect([rejected, spans.map(({ parentId }) => parentId)]).toEqual([1, ['']]);
});

test('rejects a span whose ids have another length and keeps the others', () => {
  const { spans, rejected } = readOtlpJson(body({ ...IDS, traceId: 'abcd' }, { ...IDS, name: 'good' }));
  expect([rejected, spans.map(({ name }) => name)]).toEqual([1, ['good']]);
});

test('refuses a body that was cut off, wherever it was', () => {
  const whole = jsonBody(recordSpans(ragTrace));
  for (let length = 0; length < whole.length; length += 1) {
    expect(() => readOtlpJson(whole.subarray(0, length))).toThrow(MalformedOtlpError);
  }
});

test.each<[string, Buffer, string]>([
  ['a list', Buffer.from('[]'), 'body: expected an object, found a list'],
  ['a number', Buffer.from('7'), 'body: expected an object, found 7'],
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff]), 'body: text that is not UTF-8'],
  ['spans that are no list', Buffer.from('{"resourceSpans":[{"scopeSpans":[{"spans":{}}]}]}'), 'body.resourceSpans[0].scopeSpans[0].spans: expected a list, found an object'],
  ['a name that is a number', body(IDS, { ...IDS, name: 5 }), 'body.resourceSpans[0].scopeSpans[0].spans[1].name: expected a string, found 5'],
  ['an id in base64', body({ ...IDS, traceId: 'CvdlGRbNQ92ESOshHIAxnA==' }), 'spans[0].traceId: expected hexadecimal digits'],
  ['a negative time', body({ ...IDS, startTimeUnixNano: -1 }), 'spans[0].startTimeUnixNano: expected an unsigned integer of 64 bits, found -1'],
  ['a time of 65 bits', body({ ...IDS, startTimeUnixNano: '18446744073709551616' }), 'expected an unsigned integer of 64 bits'],
  ['a fraction for an integer', body({ ...IDS, attributes: [{ key: 'a', value: { intValue: 1.5 } }] }), 'attributes[0].value.intValue: expected an integer, found 1.5'],
  ['a text for a double', body({ ...IDS, attributes: [{ key: 'a', value: { doubleValue: 'many' } }] }), 'expected a number, found "many"'],
])('refuses %s and says where', (_what, bytes, expected) => {
  expect(() => readOtlpJson(bytes)).toThrow(expected);
});

function nested(levels: number): string {
  return `${'{"arrayValue":{"values":['.repeat(levels)}{"boolValue":true}${']}}'.repeat(levels)}`;
}

test('refuses values that nest deeper than 64 levels, and JSON of any depth without harm', () => {
  expect(readValue(nested(64))).toBeDefined();
  expect(() => readValue(nested(65))).toThrow(/nest deeper than 64 levels/);
  expect(() => readOtlpJson(Buffer.from('['.repeat(200_000)))).toThrow(MalformedOtlpError);
});
