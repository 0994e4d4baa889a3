import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';

import { startClickHouseFront, type ClickHouseFront } from '../../../test-support/clickhouse-front.ts';
import { makeSpan, traceId } from '../../../test-support/spans.ts';
import { STORE_OPTIONS } from '../../../test-support/store-options.ts';
import { temporaryFolder } from '../../../test-support/test-viewer.ts';
import { EngineLostError, EngineUnavailableError, SqlError } from '../sql-engine.ts';
import { SpanStore } from '../span-store.ts';
import { ClickHouseEngine } from './clickhouse-engine.ts';

// Opening chDB on a busy machine takes its time.
jest.setTimeout(60_000);

let front: ClickHouseFront;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let engine: ClickHouseEngine;
let store: SpanStore;

beforeAll(async () => {
  front = await startClickHouseFront();
  folder = await temporaryFolder();
  engine = await ClickHouseEngine.open({ url: front.url, cluster: undefined, dataDir: folder.path });
  store = await SpanStore.open(engine, STORE_OPTIONS);
});

beforeEach(async () => {
  await store.reset();
});

afterAll(async () => {
  await store.close();
  await front[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

test('keeps and gives back spans as chDB does', async () => {
  await store.append([
    makeSpan({ name: 'LM "x"\t\n漢', attributes: [{ key: 'big', value: 2n ** 63n - 1n }, { key: 'text', value: "O'Reilly \\ 😀" }, { key: 'llm.cost.total', value: 0.125 }] }),
    makeSpan({ id: 2, parent: 1, end: 0n }), makeSpan({ trace: 2 }),
  ]);
  await store.append([makeSpan({ id: 2, parent: 1 })]);
  expect((await store.trace(traceId(1))).map(({ name, end, attributes }) => ({ name, end, attributes }))).toEqual(expect.arrayContaining([
    { name: 'LM "x"\t\n漢', end: 1_700_000_000_001_000_000n, attributes: { 'big': '9223372036854775807', 'text': "O'Reilly \\ 😀", 'llm.cost.total': 0.125 } },
    { name: 'span 2', end: 1_700_000_000_001_000_000n, attributes: {} },
  ]));
  expect(await store.stats()).toEqual({ traces: 2, services: ['demo'], spans: 3 });
  expect(await front.engine.query('SELECT count() AS rows FROM spans FINAL')).toEqual([{ rows: '3' }]);
});

test('values reach a query as values, lists too', async () => {
  const text = "a'b\\c\n\t{x:String} 漢";
  expect(await engine.query('SELECT {text:String} AS text, {list:Array(String)} AS list, toUInt64(9007199254740993) AS big', { text, list: [text, ''] }))
    .toEqual([{ text, list: [text, ''], big: '9007199254740993' }]);
});

test('pins and annotations, and deleting, go the same way', async () => {
  await store.append([makeSpan({}), makeSpan({ trace: 2 })]);
  await store.marks.setPinned(traceId(1), true);
  expect([await store.marks.isPinned(traceId(1)), await store.marks.isPinned(traceId(2))]).toEqual([true, false]);
  expect(await store.reset()).toBe(2);
  expect(await store.marks.isPinned(traceId(1))).toBe(false);
});

test("tells why a statement failed, with ClickHouse's number", async () => {
  const error = await engine.query('SELECT nothing_like_this').catch((problem: unknown) => problem);
  expect(error).toBeInstanceOf(SqlError);
  expect(error).toMatchObject({ clickhouseCode: 47, message: expect.stringContaining('nothing_like_this') });
});

test('what is on its way in a folder is that of one viewer', async () => {
  const other = await ClickHouseEngine.open({ url: front.url, cluster: undefined, dataDir: folder.path });
  await expect(SpanStore.open(other, STORE_OPTIONS)).rejects.toThrow(`Another viewer uses ${other.spoolFolder}.`);
  await other.close();
});

test('a server that does not answer is named, without its password', async () => {
  await using other = await temporaryFolder();
  await expect(ClickHouseEngine.open({ url: 'http://me:secret@127.0.0.1:1/traces', cluster: undefined, dataDir: other.path })).rejects.toThrow(/^ClickHouse at 127\.0\.0\.1:1 \(CLICKHOUSE_URL\) cannot be used: (?!.*secret)/);
  await expect(ClickHouseEngine.open({ url: 'http://127.0.0.1:1', cluster: undefined, dataDir: other.path })).rejects.toBeInstanceOf(EngineUnavailableError);
});

test('a server that goes away is lost for that statement only', async () => {
  const other = await startClickHouseFront();
  await using away = await temporaryFolder();
  const lost = await ClickHouseEngine.open({ url: other.url, cluster: undefined, dataDir: away.path });
  await other[Symbol.asyncDispose]();
  await expect(lost.query('SELECT 1')).rejects.toBeInstanceOf(EngineLostError);
  await lost.close();
});
