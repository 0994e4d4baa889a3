import { expect, test } from '@jest/globals';

import { unpackSkeleton } from '../../contract/skeleton.ts';
import { PackedSkeleton } from '../../contract/trace.ts';
import type { SkeletonSpan } from '../store/skeleton-span.ts';
import { packSkeleton } from './trace-skeleton.ts';

const START = 1_700_000_000_123_456_789n;
const TRACE = 'ab'.repeat(16);

function id(number: number): string {
  return String(number).padStart(16, '0');
}

function stored(number: number, fields: Partial<SkeletonSpan> = {}): SkeletonSpan {
  return {
    id: id(number), parentId: null, name: `span ${number}`, kind: 'CHAIN', service: 'demo', start: START, end: START + 1_000_001n, status: 'ok', statusMessage: '', model: '', tool: '',
    usage: { promptTokens: null, completionTokens: null, totalTokens: null, cost: null }, ownUsage: false, cacheHit: false, hasPayload: false, ...fields,
  };
}

const NOTHING = { prompt_tokens: null, completion_tokens: null, total_tokens: null, cost: null };

test('what is packed is unpacked as it was, to the nanosecond', () => {
  const packed = packSkeleton(TRACE, [
    stored(1),
    stored(2, { parentId: id(1), start: START + 7n, end: 0n, kind: 'LLM', model: 'gpt', usage: { promptTokens: 0, completionTokens: 3, totalTokens: 3, cost: 0.5 }, ownUsage: true, cacheHit: true, hasPayload: true }),
    stored(3, { parentId: id(1), start: START + 9n, end: START + 4n, status: 'error', statusMessage: 'slow "down"', tool: 'search' }),
    stored(4, { parentId: id(99), start: START + 90_000_000_000_000n, end: START + 90_000_000_000_000n, status: 'unset' }),
  ], true);
  expect(PackedSkeleton.parse(packed)).toEqual(packed);
  const base = { service: 'demo', model: null, tool: null, usage: NOTHING, cache_hit: false, has_payload: false, running: false, orphan: false, kind: 'CHAIN' };
  expect(unpackSkeleton(packed)).toEqual({
    trace_id: TRACE, service: 'demo', name: 'span 1', start: '1700000000123456789', end: '1700090000123456789', duration_ms: 90_000_000, status: 'error', errors: 1, models: ['gpt'], pinned: true,
    prompt_tokens: 0, completion_tokens: 3, total_tokens: 3, cost: 0.5,
    spans: [
      { ...base, id: id(1), parent: -1, parent_id: null, name: 'span 1', start: '1700000000123456789', end: '1700000000124456790', duration_ms: 1.000001, status: { code: 'ok', message: '' } },
      {
        ...base, id: id(2), parent: 0, parent_id: id(1), name: 'span 2', kind: 'LLM', start: '1700000000123456796', end: '0', duration_ms: 0, status: { code: 'ok', message: '' }, running: true,
        model: 'gpt', usage: { prompt_tokens: 0, completion_tokens: 3, total_tokens: 3, cost: 0.5 }, cache_hit: true, has_payload: true,
      },
      {
        ...base, id: id(3), parent: 0, parent_id: id(1), name: 'span 3', start: '1700000000123456798', end: '1700000000123456793', duration_ms: 0, status: { code: 'error', message: 'slow "down"' },
        tool: 'search',
      },
      {
        ...base, id: id(4), parent: -1, parent_id: id(99), name: 'span 4', start: '1700090000123456789', end: '1700090000123456789', duration_ms: 0, status: { code: 'unset', message: '' }, orphan: true,
      },
    ],
  });
});
