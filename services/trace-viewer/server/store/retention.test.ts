import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';

import { makeSpan, traceId } from '../../test-support/spans.ts';
import { STORE_OPTIONS } from '../../test-support/store-options.ts';
import { temporaryFolder } from '../../test-support/test-viewer.ts';
import { ChdbEngine } from './chdb/chdb-engine.ts';
import { SpanStore } from './span-store.ts';

// Opening chDB on a busy machine takes its time.
jest.setTimeout(60_000);

const NOBODY_IS_OLD = 0;
const EVERYBODY_IS_OLD = Date.now() + 86_400_000;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let engine: ChdbEngine;
let store: SpanStore;

beforeAll(async () => {
  folder = await temporaryFolder();
  engine = await ChdbEngine.open({ dataDir: folder.path, memoryMiB: 1024 });
  store = await SpanStore.open(engine, STORE_OPTIONS);
});

beforeEach(async () => {
  await store.reset();
});

afterAll(async () => {
  await store.close();
  await folder[Symbol.asyncDispose]();
});

/** Incompressible, so that size follows the number of spans. */
function bulky(trace: number, id: number): ReturnType<typeof makeSpan> {
  return makeSpan({ trace, id, attributes: [{ key: 'noise', value: Array.from({ length: 400 }, () => Math.random().toString(36).slice(2)).join('') }] });
}

async function bytesOnDisk(): Promise<number> {
  const [row] = (await engine.query("SELECT sum(bytes_on_disk) AS bytes FROM system.parts WHERE active AND table = 'spans'")) as [{ bytes: string }];
  return Number(row.bytes);
}

async function stored(): Promise<string[]> {
  return ((await engine.query('SELECT DISTINCT lower(hex(trace_id)) AS id FROM spans ORDER BY id')) as { id: string }[]).map(({ id }) => id);
}

test('deletes what is older than it may be, whole traces at a time, and never a pinned one', async () => {
  await store.append([makeSpan({ trace: 1 }), makeSpan({ trace: 1, id: 2 }), makeSpan({ trace: 2 }), makeSpan({ trace: 3 })]);
  await store.marks.setPinned(traceId(2), true);
  await store.marks.annotate(traceId(1), { spanId: null, name: 'note', score: null, label: '', note: 'gone too' });
  expect(await store.expire({ beforeMs: NOBODY_IS_OLD, maxBytes: undefined })).toBe(0);
  expect(await store.expire({ beforeMs: EVERYBODY_IS_OLD, maxBytes: undefined })).toBe(2);
  expect(await stored()).toEqual([traceId(2)]);
  expect(await store.marks.annotations(traceId(1))).toEqual([]);
  expect(await store.stats()).toEqual({ traces: 1, services: ['demo'], spans: 1 });
});

test('deletes the oldest traces when all take too much, and the disk is free again', async () => {
  // Arrival counts in seconds; those of one second go by their ids.
  for (let trace = 1; trace <= 8; trace += 1) {
    await store.append(Array.from({ length: 20 }, (_, id) => bulky(trace, id + 1)));
    await store.settled();
  }
  await store.marks.setPinned(traceId(1), true);
  const before = await bytesOnDisk();
  expect(await store.expire({ beforeMs: undefined, maxBytes: before * 0.6 })).toBeGreaterThanOrEqual(3);
  expect(await bytesOnDisk()).toBeLessThan(before * 0.62);
  const left = await stored();
  expect(left).toContain(traceId(1));
  expect(left).not.toContain(traceId(2));
  for (const id of left) expect(await store.trace(id)).toHaveLength(20);
});

test('what was deleted by hand gives its place back', async () => {
  await store.append([...Array.from({ length: 50 }, (_, id) => bulky(1, id + 1)), bulky(2, 1)]);
  await store.deleteTrace(traceId(1));
  await store.expire({ beforeMs: undefined, maxBytes: undefined });
  expect(await engine.query("SELECT sum(rows) AS rows FROM system.parts WHERE active AND table = 'spans'")).toEqual([{ rows: '1' }]);
});
