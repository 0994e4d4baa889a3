import { execFile } from 'node:child_process';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, afterAll, describe, expect, jest } from '@jest/globals';
import { pollUntil } from '../support/poll-until.ts';
import { whyNoDocker } from '../support/docker.ts';
import { freePort } from '../support/free-port.ts';
import { getJson, postJson } from '../support/http-json.ts';
import { root, startDemoLm } from '../support/services.ts';
import { testUnless } from '../support/skip.ts';
import { spawnService } from '../support/spawn-service.ts';
import { tempDir, type TempDir } from '../support/temp-dir.ts';

jest.setTimeout(300_000);

const execute = promisify(execFile);
/** What it says is for people; what goes wrong is in the error. */
const npm = (cwd: string, ...args: readonly string[]): Promise<unknown> => execute('npm', ['--no-audit', '--no-fund', '--prefer-offline', ...args], { cwd });

const why = await execute('npm', ['ping', '--fetch-retries=0', '--fetch-timeout=10000']).then(() => undefined, () => 'npm’s registry does not answer');
const test = testUnless('the installation of a new project', why, 'REQUIRE_REGISTRY');

const testDocker = testUnless('the image of a new project', why ?? (await whyNoDocker()), 'REQUIRE_DOCKER');

let folder: TempDir;
let project: string;

beforeAll(async () => {
  if (why !== undefined) return;
  folder = await tempDir();
  await execute(process.execPath, [join(root, 'services/dspy-server/bin/dspy-cli.js'), 'new', 'first', '-m', 'CoT'], { cwd: folder.path });
  // It does not depend on where the checkout is, nor on where it was made.
  project = join(folder.path, 'moved');
  await rename(join(folder.path, 'first'), project);
  await npm(project, 'install');
});

afterAll(async () => folder?.[Symbol.asyncDispose]());

describe('a project that a checkout made', () => {
  test('is installed from packages that it has itself', async () => {
    const { dependencies } = JSON.parse((await execute('npm', ['ls', '--json', '--depth=0'], { cwd: project })).stdout) as { dependencies: Record<string, { resolved: string }> };
    expect(dependencies).toMatchObject({ '@dspy-otel/dspy': { resolved: expect.stringMatching(/^file:.*vendor\/dspy-otel-dspy-\d/) }, '@dspy-otel/dspy-server': { resolved: expect.stringMatching(/^file:.*vendor\/dspy-otel-dspy-server-/) } });
  });

  test('passes its type check and its tests', async () => {
    await npm(project, 'run', 'check');
    await npm(project, 'test');
  });

  test('is served at once', async () => {
    await using model = await startDemoLm();
    const port = await freePort();
    const base = `http://127.0.0.1:${port}`;
    await using service = await spawnService({
      name: 'dspy-cli serve', script: join(project, 'node_modules/@dspy-otel/dspy-server/bin/dspy-cli.js'), args: ['serve', '--host', '127.0.0.1', '--port', String(port)],
      cwd: project, env: { OPENAI_API_KEY: 'demo', OPENAI_BASE_URL: `${model.base}/v1` }, readyUrl: `${base}/health/ready`,
    });
    expect(await getJson(`${base}/programs`)).toMatchObject({ status: 200, body: { programs: [{ name: 'FirstCoT' }] } });
    expect(await postJson(`${base}/FirstCoT`, { question: 'Who wrote Hamlet?' })).toMatchObject({ status: 200, body: { answer: expect.any(String) } });
    expect(await (await fetch(base)).text()).toContain('<div id="root">');
    expect(service.output()).not.toContain('⚠');
  });

  testDocker('builds an image that serves it', async () => {
    const name = `dspy-otel-new-project-${process.pid}`;
    const port = await freePort();
    await execute('bash', ['docker/image.sh', 'node:24-bookworm-slim'], { cwd: root });
    try {
      await execute('docker', ['build', '--quiet', '--tag', name, project]);
      await execute('docker', ['run', '--detach', '--name', name, '--publish', `127.0.0.1:${port}:8000`, name]);
      const ready = (): Promise<boolean> => fetch(`http://127.0.0.1:${port}/health/ready`).then(({ ok }) => ok, () => false);
      await pollUntil(ready, { what: 'the server in the container', timeoutMs: 60_000 });
    } finally {
      await execute('docker', ['rm', '--force', name]).catch(() => undefined);
      await execute('docker', ['rmi', '--force', name]).catch(() => undefined);
    }
  });
});
