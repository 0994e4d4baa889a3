import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

import { expect, jest, test } from '@jest/globals';

import { startClickHouseFront } from '../test-support/clickhouse-front.ts';
import { protobufBody, ragTrace, recordSpans } from '../test-support/sdk-spans.ts';
import { startTestViewer, temporaryFolder } from '../test-support/test-viewer.ts';
import { runViewer } from '../test-support/viewer-process.ts';
import { attribute, double, fixed64, message, request, span } from '../test-support/wire.ts';

// Each starts processes.
jest.setTimeout(120_000);

/** Values that JSON's own types would lose. */
const ODD = request(span(
  [3, 'a=b'], [5, 'odd "x"\n漢'], [6, 3], [7, fixed64(2n ** 64n - 1n)], [8, fixed64(0n)], [10, 3], [16, { wireType: 5, bytes: Buffer.from([1, 1, 0, 0]) }],
  attribute('big', message([3, 2n ** 63n - 1n])), attribute('five', message([4, double(5)])), attribute('nan', message([4, double(Number.NaN)])), attribute('zero', message([4, double(-0)])),
  attribute('bytes', message([7, Buffer.from([0, 255])])), attribute('map', message([6, message([1, message([1, 'double'], [2, message([1, 'NaN'])])])])), attribute('nothing', message()),
  attribute('list', message([5, message([1, message([1, 'a'])], [1, message([2, 1])])])), [11, message([1, fixed64(7n)], [2, 'event'], [3, message([1, 'k'], [2, message([3, 1])])])],
  [13, message([1, Buffer.alloc(16, 9)], [2, Buffer.alloc(8, 9)], [3, 'c=d'])], [15, message([2, 'broken'], [3, 2])],
));

test('what is exported and imported elsewhere is exported there byte for byte', async () => {
  await using viewer = await startTestViewer();
  const bodies = [ODD, ...Array.from({ length: 45 }, () => protobufBody(recordSpans(ragTrace)))];
  for (const body of bodies) {
    const response = await fetch(`${viewer.url}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/x-protobuf' }, body });
    expect(response.status).toBe(200);
  }
  await viewer.stop();
  await using other = await temporaryFolder();
  const [first, second] = [join(other.path, 'first.jsonl'), join(other.path, 'second.jsonl.gz')];

  expect(await runViewer(['export', first, '--data', viewer.dataDir])).toEqual({ code: 0, output: '✓ dspy-viewer: exported 136 spans of 46 traces\n' });
  expect(await runViewer(['import', first, '--data', other.path])).toEqual({ code: 0, output: '✓ dspy-viewer: imported 136 spans of 46 traces\n' });
  expect(await runViewer(['import', first, '--data', other.path])).toMatchObject({ code: 0 });
  expect(await runViewer(['export', second, '--data', other.path])).toEqual({ code: 0, output: '✓ dspy-viewer: exported 136 spans of 46 traces\n' });
  expect(gunzipSync(await readFile(second)).toString()).toBe(await readFile(first, 'utf8'));
  expect(await readFile(first, 'utf8')).toContain('{"key":"big","value":{"intValue":"9223372036854775807"}}');
});

test('what a viewer with ClickHouse keeps can be exported while it runs', async () => {
  await using front = await startClickHouseFront();
  await using viewer = await startTestViewer({ clickhouseUrl: front.url });
  const send = (): Promise<Response> => fetch(`${viewer.url}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/x-protobuf' }, body: protobufBody(recordSpans(ragTrace)) });
  expect((await send()).status).toBe(200);
  // A reader: what was sent is in the table then.
  expect((await fetch(`${viewer.url}/api/traces`)).status).toBe(200);
  await using folder = await temporaryFolder();
  const run = (kind: string): ReturnType<typeof runViewer> => runViewer([kind, join(folder.path, 'all.jsonl'), '--data', viewer.dataDir], { CLICKHOUSE_URL: front.url });
  expect(await run('export')).toEqual({ code: 0, output: '✓ dspy-viewer: exported 3 spans of 1 traces\n' });
  expect(await run('import')).toMatchObject({ code: 1, output: expect.stringContaining('Another viewer uses') });
  expect((await send()).status).toBe(200);
});

test('a line that is not OTLP is named', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'bad.jsonl');
  await writeFile(file, '{"resourceSpans":[]}\n\n{"resourceSpans":{}}\n');
  expect(await runViewer(['import', file, '--data', join(folder.path, 'data')])).toEqual({
    code: 1, output: 'dspy-viewer: The body is not a valid OTLP trace export: line 3, body.resourceSpans: expected a list, found an object.\n',
  });
});

test('a file that is not there is named', async () => {
  await using folder = await temporaryFolder();
  expect(await runViewer(['import', join(folder.path, 'none.gz'), '--data', join(folder.path, 'data')])).toMatchObject({ code: 1, output: expect.stringContaining('none.gz') });
});
