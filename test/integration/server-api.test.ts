import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, jest } from '@jest/globals';
import { configFor, createProject } from '../../services/dspy-server/src/testing/test-project.ts';
import { pythonEnv } from '../support/python-env.ts';
import { startServer } from '../support/services.ts';
import { testUnless } from '../support/skip.ts';
import { tempDir } from '../support/temp-dir.ts';

jest.setTimeout(300_000);

const { python, why } = await pythonEnv(join(import.meta.dirname, 'schemathesis/requirements.txt'));
const test = testUnless('the API against its description (schemathesis)', why, 'REQUIRE_PYTHON');

/** A field of every type, a program without a signature, gateways, and answers that are no object. */
const MODULES = `
import { Module, Prediction, signature } from '@dspy-otel/dspy';
import { APIGateway } from '@dspy-otel/dspy-server';

export class Typed extends Module {
  signature = signature("text: str, count: int, ratio: float, flag: bool, tags: list[str], scores: dict[str, float], pair: tuple[int, str], mood: Literal['good', 'bad'], note: Optional[str] -> text_again: str, total: int");
  async forward({ text, count }) { return new Prediction({ text_again: text, total: count }); }
}
export class Plain extends Module { signature = signature('question -> answer'); async forward({ question }) { return question; } }
export class Untyped extends Module { async forward(inputs) { return inputs; } }
export class Hooked extends Module { static gateway = class extends APIGateway { path = '/hook'; }; async forward(inputs) { return inputs; } }
export class Asked extends Module { static gateway = class extends APIGateway { path = '/asked'; method = 'GET'; }; async forward(inputs) { return inputs; } }
`;

const KEY = 'a-key-of-this-test';
const PLACES = { apiBase: 'http://127.0.0.1:1/v1', searchURL: 'http://127.0.0.1:1/api/search' };

/**
 * All of schemathesis' checks but one: like Python's server, this one reads a value of another type where nothing is lost
 * (`"3"` for an integer), which `negative_data_rejection` takes for a mistake.
 */
const ARGUMENTS = ['--phases', 'coverage,fuzzing', '--max-examples', '25', '--seed', '1', '--exclude-checks', 'negative_data_rejection', '--warnings', 'off', '--no-color'];

/** What it found, as it says it; nothing when that is nothing. */
async function findings(base: string, more: readonly string[] = []): Promise<string> {
  // It leaves notes where it runs.
  await using folder = await tempDir();
  const args = ['-m', 'schemathesis.cli', 'run', `${base}/openapi.json`, ...ARGUMENTS, ...more];
  const run = promisify(execFile)(python ?? '', args, { cwd: folder.path, maxBuffer: 64 * 1024 * 1024 });
  return await run.then(
    () => '',
    (error: { stdout?: string; message: string }) => (error.stdout || error.message).slice(-10_000),
  );
}

test('schemathesis finds nothing', async () => {
  using project = createProject({ 'dspy.config.yaml': configFor(PLACES), 'src/modules/all.js': MODULES });
  await using server = await startServer({ project: project.directory, flags: ['--no-reload'] });
  expect(await findings(server.base)).toBe('');
});

test('schemathesis finds nothing that the key does not guard', async () => {
  using project = createProject({ 'dspy.config.yaml': configFor(PLACES), 'src/modules/all.js': MODULES });
  await using server = await startServer({ project: project.directory, flags: ['--no-reload', '--auth'], env: { DSPY_API_KEY: KEY } });
  expect(await findings(server.base, ['--header', `Authorization: Bearer ${KEY}`])).toBe('');
});
