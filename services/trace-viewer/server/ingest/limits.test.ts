import { expect, test } from '@jest/globals';

import { attribute, message, request, span } from '../../test-support/wire.ts';
import { applyLimits } from './limits.ts';
import { readOtlpProtobuf } from './otlp-protobuf.ts';
import type { Span } from './span.ts';

function named(key: string): [number, Buffer] {
  return [1, message([1, key], [2, message([1, 'v'.repeat(30)])])];
}

function spanWith(...values: [key: string, value: Buffer][]): Span {
  const [read] = readOtlpProtobuf(request(span(...values.map(([key, value]) => attribute(key, value)), [11, message([3, message([1, 'stack'], [2, message([1, 'y'.repeat(20)])])])]))).spans;
  if (read === undefined) throw new Error('the body has no span');
  return read;
}

test('keeps values up to the limit whole', () => {
  const read = spanWith(['a', message([1, 'x'.repeat(20)])], ['n', message([3, 5])]);
  expect(applyLimits(read, { maxValueBytes: 20, maxAttributes: 100 })).toEqual([]);
  expect(read.attributes).toEqual([{ key: 'a', value: 'x'.repeat(20) }, { key: 'n', value: 5n }]);
});

test('cuts what is larger, inside lists, maps and events too, and names it', () => {
  const read = spanWith(
    ['text', message([1, 'x'.repeat(11)])],
    ['list', message([5, message([1, message([1, 'short'])], [1, message([7, Buffer.alloc(11)])])])],
    ['map', message([6, message([1, message([1, 'k'], [2, message([1, 'z'.repeat(11)])])])])],
    ['short', message([1, 'x'])],
  );
  expect(applyLimits(read, { maxValueBytes: 10, maxAttributes: 100 })).toEqual(['text', 'list', 'map', 'events[0].stack']);
  expect(read.attributes.map(({ value }) => value)).toEqual(['x'.repeat(10), ['short', Buffer.alloc(10)], { entries: [{ key: 'k', value: 'z'.repeat(10) }] }, 'x']);
  expect(read.events[0]?.attributes[0]?.value).toBe('y'.repeat(10));
});

test.each([['é', 2], ['漢', 3], ['😀', 4]])('never cuts through %s', (character, bytes) => {
  for (let limit = 9; limit <= 12; limit += 1) {
    const read = spanWith(['a', message([1, character.repeat(20)])]);
    applyLimits(read, { maxValueBytes: limit, maxAttributes: 100 });
    expect(read.attributes[0]?.value).toBe(character.repeat(Math.floor(limit / bytes)));
  }
});

test('leaves out the attributes beyond the limit, and says so', () => {
  const read = spanWith(['a', message([1, 'x'])], ['b', message([1, 'y'])], ['c', message([1, 'z'])]);
  expect(applyLimits(read, { maxValueBytes: 100, maxAttributes: 2 })).toEqual(['attributes']);
  expect(read.attributes.map(({ key }) => key)).toEqual(['a', 'b']);
});

test('cuts long names, messages and trace states, and what emitted the span, and names them', () => {
  const long = 'n'.repeat(5_000);
  const spans = readOtlpProtobuf(message([1, message(
    [1, message(named('host.name'))], [3, long],
    [2, message([1, message([1, long], [2, long], [3, named('lib')[1]])], [3, long], [2, span(
      [5, long], [3, 't'.repeat(30)], [15, message([2, 'm'.repeat(30)], [3, 2])], [11, message([2, long])], [13, message([3, 't'.repeat(30)])],
    )], [2, span([5, 'short'])])],
  )])).spans;
  const [first, second] = spans.map((each) => applyLimits(each, { maxValueBytes: 10, maxAttributes: 100 }));
  const shared = ['resource.schema_url', 'resource.host.name', 'scope.name', 'scope.version', 'scope.schema_url', 'scope.lib'];
  expect(first).toEqual(['name', 'status.message', 'trace_state', 'events[0].name', 'links[0].trace_state', ...shared]);
  expect(second).toEqual(shared);
  expect(spans[0]).toMatchObject({
    name: 'n'.repeat(4_096), statusMessage: 'm'.repeat(10), traceState: 't'.repeat(10), events: [{ name: 'n'.repeat(4_096) }], links: [{ traceState: 't'.repeat(10) }],
    resource: { schemaUrl: 'n'.repeat(4_096), attributes: [{ key: 'host.name', value: 'v'.repeat(10) }] },
    scope: { name: 'n'.repeat(4_096), version: 'n'.repeat(4_096), schemaUrl: 'n'.repeat(4_096), attributes: [{ key: 'lib', value: 'v'.repeat(10) }] },
  });
});
