import { expect, test } from '@jest/globals';

import { rowsOf } from '../fixtures/rows.ts';
import { span } from '../fixtures/trace.ts';
import { alignClocks, measureSkew } from './skew.ts';

type Given = NonNullable<Parameters<typeof span>[1]>;
const at = (id: string, startMs: number, endMs: number, given: Given = {}) => span(id, { start: String(BigInt(startMs) * 1_000_000n), end: String(BigInt(endMs) * 1_000_000n), ...given });

const remote = { service: 'other', kind: 'server' } as const;

test('a server that seems to start before its client is put in the middle of it, with all below it', () => {
  const rows = rowsOf([at('client', 100, 200, { kind: 'client', children: [at('server', 20, 80, { ...remote, children: [at('inside', 30, 40, { service: 'other' })] })] })]);
  const skew = measureSkew(rows);
  expect([skew.spans, skew.mostMs, [...skew.shiftMs]]).toEqual([1, 100, [0, 100, 100]]);
  expect(alignClocks(rows, skew).map((row) => [row.span.id, row.startMs, row.endMs])).toEqual([['client', 100, 200], ['server', 120, 180], ['inside', 130, 140]]);
  expect(rows[1]?.startMs).toBe(20);
});

function late(caller: 'client' | 'producer', called: 'server' | 'consumer'): number {
  return measureSkew(rowsOf([at('a', 0, 50, { kind: caller, children: [at('b', 20, 60, { ...remote, kind: called })] })])).spans;
}

test('a server that ends after its waiting client has another clock, a consumer may', () => {
  expect([late('client', 'server'), late('producer', 'consumer')]).toEqual([1, 0]);
});

test('within one process nothing is shifted: a span may outlive its parent', () => {
  const rows = rowsOf([at('a', 10, 50, { children: [at('b', 0, 80)] })]);
  expect(measureSkew(rows)).toEqual({ shiftMs: new Float64Array(2), spans: 0, mostMs: 0 });
  expect(alignClocks(rows, measureSkew(rows))).toEqual(rows);
});

test('what is as long as its parent, or longer, starts with it', () => {
  expect([...measureSkew(rowsOf([at('a', 100, 110, { children: [at('b', 50, 90, remote)] })])).shiftMs]).toEqual([0, 50]);
});

test('a clock of whole milliseconds is not skewed', () => {
  expect(measureSkew(rowsOf([at('a', 100, 200, { children: [at('b', 99, 150, remote)] })])).spans).toBe(0);
});
