import { afterAll, beforeAll, expect, jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pythonEnv } from '../support/python-env.ts';
import { startViewer, type Viewer } from '../support/services.ts';
import { testUnless } from '../support/skip.ts';
import { tempDir } from '../support/temp-dir.ts';

jest.setTimeout(10 * 60_000);

const { python, why } = await pythonEnv(join(import.meta.dirname, 'schemathesis/requirements.txt'));
const test = testUnless('the API against its OpenAPI document', why, 'REQUIRE_PYTHON');

let viewer: Viewer;

beforeAll(async () => {
  if (python !== undefined) viewer = await startViewer();
});

afterAll(async () => {
  await viewer?.[Symbol.asyncDispose]();
});

const SPAN = {
  traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', name: 'LM.__call__', kind: 1, startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000001000000000',
  attributes: [{ key: 'openinference.span.kind', value: { stringValue: 'LLM' } }, { key: 'llm.model_name', value: { stringValue: 'gpt' } }],
};

test('the API answers what its OpenAPI document says, whatever it is asked', async () => {
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [SPAN] }] }] });
  expect((await fetch(viewer.tracesUrl, { method: 'POST', body, headers: { 'content-type': 'application/json' } })).status).toBe(200);
  await using folder = await tempDir();
  const run = promisify(execFile)(python ?? '', [
    '-m', 'schemathesis.cli', 'run', `${viewer.base}/api/openapi.json`, '--max-examples', '10', '--seed', '1', '--workers', '1', '--phases', 'coverage,fuzzing',
    // A query and a cursor have a meaning that no schema tells.
    '--exclude-checks', 'positive_data_acceptance',
    // It never ends.
    '--exclude-path', '/api/events',
  ], { cwd: folder.path, maxBuffer: 64 * 1024 * 1024 });
  const { stdout, failed } = await run.then(({ stdout: said }) => ({ stdout: said, failed: false }), (error: { stdout: string }) => ({ stdout: error.stdout, failed: true }));
  expect(failed ? stdout.slice(-10_000) : '').toBe('');
  expect((await fetch(`${viewer.base}/health/ready`)).status).toBe(200);
});
