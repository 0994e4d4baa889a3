import { expect, test } from '@jest/globals';

import { spanId, traceId } from '../../test-support/spans.ts';
import { Trace, type SpanNode } from '../../contract/trace.ts';
import type { StoredSpan } from '../store/stored-span.ts';
import { MAX_DEPTH, toTrace } from './trace-tree.ts';

function stored(id: number, parent: number | null, rest: Partial<StoredSpan> = {}): StoredSpan {
  return {
    id: spanId(id), parentId: parent === null ? null : spanId(parent), name: `s${id}`, kind: 'internal', otelKind: 'internal', service: 'demo', start: BigInt(id),
    end: BigInt(id) + 10n, status: 'unset', statusMessage: '', model: null, usage: { promptTokens: null, completionTokens: null, totalTokens: null, cost: null },
    ownUsage: false, attributes: {}, events: [], links: [], resource: '{"attributes":{"service.name":"demo"}}', scope: { name: '', version: '' }, truncated: [],
    ...rest,
  };
}

/** `s1(s2,s3(s4))`, an orphan marked with `?`. */
function outline(nodes: readonly SpanNode[]): string {
  return nodes.map(({ name, orphan, children }) => `${name}${orphan ? '?' : ''}${children.length === 0 ? '' : `(${outline(children)})`}`).join(',');
}

test('makes the tree from spans in any order, children by start', () => {
  const spans = [stored(4, 3), stored(3, 1), stored(1, null), stored(2, 1), stored(5, 1, { start: 0n })];
  expect(outline(toTrace(traceId(1), spans).tree)).toBe('s1(s5,s2,s3(s4))');
});

test('children that start at once are in the order of their ends, those that still run last, and else in that of their ids', () => {
  const start = 2n;
  const children = [stored(2, 1, { start, end: 0n }), stored(3, 1, { start, end: 9n }), stored(4, 1, { start, end: 8n }), stored(6, 1, { start, end: 8n }), stored(5, 1, { start, end: 8n })];
  expect(outline(toTrace(traceId(1), [stored(1, null), ...children]).tree)).toBe('s1(s4,s5,s6,s3,s2)');
  expect(outline(toTrace(traceId(1), children).tree)).toBe('s4?,s5?,s6?,s3?,s2?');
});

test.each([['ends last', 20n], ['still runs', 0n]])('of roots that start at once, the one that %s names the trace', (_which, end) => {
  const start = 1n;
  expect(toTrace(traceId(1), [stored(1, null, { start, end: 5n }), stored(2, null, { start, end }), stored(3, null, { start, end: 6n })])).toMatchObject({ name: 's2' });
});

test.each<[string, StoredSpan[], string]>([
  ['a parent that has not arrived', [stored(2, 9), stored(3, 2)], 's2?(s3)'],
  ['several roots', [stored(3, null), stored(1, null), stored(2, 9)], 's1,s2?,s3'],
  ['a span that is its own parent', [stored(1, 1), stored(2, 1)], 's1?(s2)'],
  ['a circle beside a tree', [stored(1, null), stored(4, 5), stored(5, 6), stored(6, 4), stored(7, 5)], 's1,s4?(s6(s5(s7)))'],
  ['two circles', [stored(1, 2), stored(2, 1), stored(3, 4), stored(4, 3)], 's1?(s2),s3?(s4)'],
])('shows %s', (_what, spans, expected) => {
  expect(outline(toTrace(traceId(1), spans).tree)).toBe(expected);
});

test('tells the figures of the whole trace', () => {
  const usage = { promptTokens: 3, completionTokens: null, totalTokens: 3, cost: 0.5 };
  const trace = toTrace(traceId(1), [
    stored(2, 9, { start: 5n, end: 0n, service: 'worker', resource: '{"attributes":{}}', model: 'm2', usage, ownUsage: true }),
    stored(3, 1, { start: 7n, end: 2_000_005n, status: 'ok', model: 'm1', usage, ownUsage: true }),
    stored(1, null, { start: 6n, end: 20n, usage: { ...usage, totalTokens: 99 } }),
  ]);
  expect(Trace.parse(trace)).toEqual(trace);
  expect(trace).toMatchObject({
    trace_id: traceId(1), service: 'demo', name: 's1', start: '5', end: '2000005', duration_ms: 2, spans: 3, status: 'ok', errors: 0, models: ['m1', 'm2'],
    prompt_tokens: 6, completion_tokens: null, total_tokens: 6, cost: 1,
    resources: [{ service: 'worker', attrs: {} }, { service: 'demo', attrs: { 'service.name': 'demo' } }],
    tree: [{ id: spanId(2), resource: 0, duration_ms: 0 }, { id: spanId(1), resource: 1 }],
  });
});

test('is in error when any span is', () => {
  expect(toTrace(traceId(1), [stored(1, null, { status: 'ok' }), stored(2, 1, { status: 'error' })])).toMatchObject({ status: 'error', errors: 1 });
});

test('a branch of 20,000 levels goes on flat and is still JSON', () => {
  const trace = toTrace(traceId(1), Array.from({ length: 20_000 }, (_, index) => stored(index + 1, index === 0 ? null : index)));
  let [node] = trace.tree;
  let levels = 1;
  while (node?.children[0] !== undefined) {
    if (node.children.length > 1) break;
    node = node.children[0];
    levels += 1;
  }
  expect(levels).toBe(MAX_DEPTH - 1);
  expect(node?.children.map(({ id }) => id)).toEqual(Array.from({ length: 20_000 - MAX_DEPTH + 1 }, (_, index) => spanId(MAX_DEPTH + index)));
  expect(JSON.stringify(trace).length).toBeGreaterThan(20_000);
});
