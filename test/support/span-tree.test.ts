import { expect, test } from '@jest/globals';
import { jaegerSpans, phoenixSpans, type Span, spanTree, viewerSpans } from './span-tree.ts';

const spans: Span[] = [
  { id: 'a', parentId: 'caller', name: 'POST /Program', kind: null, start: 1_795_431_104_315_000_000n, attributes: { 'http.request.method': 'POST' } },
  {
    id: 'b',
    parentId: 'a',
    name: 'LM.__call__',
    kind: 'LLM',
    start: 1_795_431_104_315_042_000n,
    attributes: { 'openinference.span.kind': 'LLM', 'llm.token_count.total': 12 },
  },
];

test('reads an answer of the viewer', () => {
  const answer = {
    tree: [
      {
        id: 'a', parent_id: 'caller', name: 'POST /Program', start: '1795431104315000000', attrs: { 'http.request.method': 'POST' },
        children: [
          {
            id: 'b', parent_id: 'a', name: 'LM.__call__', start: '1795431104315042000',
            attrs: { 'openinference.span.kind': 'LLM', 'llm.token_count.total': 12 }, children: [],
          },
        ],
      },
    ],
  };
  expect(viewerSpans(answer)).toEqual(spans);
});

test('reads an answer of Jaeger, without the remarks that it adds', () => {
  const remark = { key: '@jaeger@warnings', value: { arrayValue: { values: [{ stringValue: 'parent is not in the trace' }] } } };
  const answer = {
    result: {
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: [
                {
                  spanId: 'a', parentSpanId: 'caller', name: 'POST /Program', startTimeUnixNano: '1795431104315000000',
                  attributes: [{ key: 'http.request.method', value: { stringValue: 'POST' } }, remark],
                },
              ],
            },
            {
              spans: [
                {
                  spanId: 'b', parentSpanId: 'a', name: 'LM.__call__', startTimeUnixNano: '1795431104315042000',
                  attributes: [
                    { key: 'openinference.span.kind', value: { stringValue: 'LLM' } },
                    { key: 'llm.token_count.total', value: { intValue: '12' } },
                  ],
                },
              ],
            },
          ],
        },
      ],
    },
  };
  expect(jaegerSpans(answer)).toEqual(spans);
});

test('reads an answer of Phoenix, which moves the kind out of the attributes', () => {
  const answer = {
    data: [
      {
        context: { trace_id: 't', span_id: 'a' }, parent_id: 'caller', name: 'POST /Program', span_kind: 'UNKNOWN',
        start_time: '2026-11-23T10:51:44.315000+00:00', attributes: { 'http.request.method': 'POST' },
      },
      {
        context: { trace_id: 't', span_id: 'b' }, parent_id: 'a', name: 'LM.__call__', span_kind: 'LLM',
        start_time: '2026-11-23T10:51:44.315042+00:00', attributes: { 'llm.token_count.total': 12 },
      },
    ],
  };
  const [root, llm] = spans as [Span, Span];
  expect(phoenixSpans(answer)).toEqual([root, { ...llm, attributes: { 'llm.token_count.total': 12 } }]);
});

test('a tree has siblings by their start, and a span whose parent is elsewhere at its top', () => {
  const third: Span = { id: 'c', parentId: 'a', name: 'Retrieve.forward', kind: 'RETRIEVER', start: 1_795_431_104_315_041_000n, attributes: {} };
  expect(spanTree([...spans, third])).toEqual([
    {
      name: 'POST /Program',
      kind: null,
      children: [
        { name: 'Retrieve.forward', kind: 'RETRIEVER', children: [] },
        { name: 'LM.__call__', kind: 'LLM', children: [] },
      ],
    },
  ]);
});
