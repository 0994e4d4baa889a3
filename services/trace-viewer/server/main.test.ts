import { expect, jest, test } from '@jest/globals';

import { TraceList } from '../contract/trace-list.ts';
import { protobufBody, ragTrace, recordSpans } from '../test-support/sdk-spans.ts';
import { temporaryFolder } from '../test-support/test-viewer.ts';
import { runViewer, startViewerProcess } from '../test-support/viewer-process.ts';

// Each starts processes.
jest.setTimeout(60_000);

async function sendTrace(url: string): Promise<string> {
  const spans = recordSpans(ragTrace);
  const response = await fetch(`${url}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/x-protobuf' }, body: protobufBody(spans) });
  if (!response.ok) throw new Error(`refused with ${response.status}`);
  return spans[0]?.spanContext().traceId ?? '';
}

async function storedTraces(url: string): Promise<{ ids: string[]; spans: number[] }> {
  const { traces } = TraceList.parse(await (await fetch(`${url}/api/traces?limit=1000`)).json());
  return { ids: traces.map(({ trace_id: id }) => id), spans: traces.map(({ spans }) => spans) };
}

test('says where it listens and keeps traces, and stops with 0 on SIGTERM', async () => {
  await using folder = await temporaryFolder();
  await using viewer = await startViewerProcess(folder.path);
  expect(viewer.output()).toMatch(/✓ dspy-viewer: http:\/\/127\.0\.0\.1:\d+ \(page, API, OTLP\/HTTP at \/v1\/traces\)/);
  const sent = await sendTrace(viewer.url);
  await using open = await openEvents(viewer.url);
  expect(open.response.status).toBe(200);
  expect(await viewer.stop('SIGTERM')).toEqual({ code: 0, signal: null });

  await using again = await startViewerProcess(folder.path);
  expect(await storedTraces(again.url)).toEqual({ ids: [sent], spans: [3] });
});

test('kill -9 at any moment loses no span that was acknowledged, and the next start takes over at once', async () => {
  await using folder = await temporaryFolder();
  const acknowledged: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    await using viewer = await startViewerProcess(folder.path);
    const before = acknowledged.length;
    const sender = async (): Promise<void> => {
      for (;;) {
        acknowledged.push(await sendTrace(viewer.url));
        if (acknowledged.length === before + 40) await viewer.stop('SIGKILL');
      }
    };
    await Promise.allSettled(Array.from({ length: 6 }, sender));
  }
  await using viewer = await startViewerProcess(folder.path);
  const { ids, spans } = await storedTraces(viewer.url);
  expect(acknowledged.length).toBeGreaterThanOrEqual(120);
  expect(ids).toEqual(expect.arrayContaining(acknowledged));
  expect(new Set(spans)).toEqual(new Set([3]));
});

test('a port that is taken ends it with 1 and one line that says what to do', async () => {
  await using folder = await temporaryFolder();
  await using other = await temporaryFolder();
  await using viewer = await startViewerProcess(folder.path);
  const { port } = new URL(viewer.url);
  expect(await runViewer(['--port', port, '--data', other.path])).toEqual({
    code: 1,
    output: `dspy-viewer: listen EADDRINUSE: address already in use 127.0.0.1:${port}: something listens there already. Stop it, or choose another port with --port.\n`,
  });
});

test.each([
  [['--port', 'http'], {}, /^error: option '--port <number>' argument 'http' is invalid\. Expected a number from 0 to 65535\.\n$/],
  [['extra'], {}, /^error: too many arguments/],
  [[], { DSPY_VIEWER_MEMORY_MIB: 'lots' }, /^dspy-viewer: DSPY_VIEWER_MEMORY_MIB: expected a whole number from 512 to 1048576, found "lots"\.\n$/],
  [['--data', import.meta.filename], {}, /^dspy-viewer: EEXIST: file already exists, mkdir '.*main\.test\.ts'\n$/],
])('%p with %p ends it with 1 and one line', async (args, env, expected) => {
  const { code, output } = await runViewer(args, env);
  expect(output).toMatch(expected);
  expect(code).toBe(1);
});

test('--help names every option', async () => {
  const { code, output } = await runViewer(['--help']);
  expect(code).toBe(0);
  for (const option of ['--port', '--host', '--grpc-port', '--data']) expect(output).toContain(option);
});

async function openEvents(url: string): Promise<AsyncDisposable & { response: Response }> {
  const abort = new AbortController();
  const response = await fetch(`${url}/api/events`, { signal: abort.signal });
  return { response, [Symbol.asyncDispose]: async () => abort.abort() };
}
