import { expect, test } from '@jest/globals';

import { demoTrace } from './demo-trace.ts';

test('the demo is OTLP whose spans have ended by now, each under its parent', () => {
  let count = 0;
  const sent = JSON.stringify(demoTrace(1_790_000_000_713, (digits) => String((count += 1)).padStart(digits, '0')));
  const spans: readonly { readonly spanId: string; readonly parentSpanId?: string; readonly name: string; readonly endTimeUnixNano: string }[] = JSON.parse(sent).resourceSpans[0].scopeSpans[0].spans;
  const names = new Map(spans.map(({ spanId, name }) => [spanId, name]));
  expect(spans.map(({ name, parentSpanId }) => [name, names.get(parentSpanId ?? '')])).toEqual([
    ['POST /MyRAG', undefined], ['MyRAG.forward', 'POST /MyRAG'], ['Retrieve.forward', 'MyRAG.forward'], ['ChainOfThought.forward', 'MyRAG.forward'], ['LM.__call__', 'ChainOfThought.forward'],
  ]);
  expect(spans[0]?.endTimeUnixNano).toBe('1790000000713000000');
});
