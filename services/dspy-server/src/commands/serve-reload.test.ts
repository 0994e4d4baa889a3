import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { pollUntil } from '../../../../test/support/poll-until.ts';
import { serve, type ServeProcess } from '../testing/cli-process.ts';
import { configFor, createProject, type TestProject } from '../testing/test-project.ts';

jest.setTimeout(120_000);

const CONFIG = configFor({ apiBase: 'http://127.0.0.1:1/v1', searchURL: 'http://127.0.0.1:1/api/search' });

/** Says what a file beside it says, and what a variable says. */
const ECHO = `
import { Module, Prediction } from '@dspy-otel/dspy';
import { word } from '../word.ts';
export class Echo extends Module {
  async forward({ ms = 0 }) {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return new Prediction({ word, variable: process.env.WORD ?? null, pid: process.pid });
  }
}
`;

let project: TestProject;

beforeEach(() => {
  project = createProject({ 'dspy.config.yaml': CONFIG, 'src/modules/echo.ts': ECHO, 'src/word.ts': `export const word: string = 'one';` });
});
afterEach(() => project[Symbol.dispose]());

/** As editors do it: beside it, then in its place. */
function write(file: string, text: string): void {
  const target = path.join(project.directory, file);
  writeFileSync(`${target}~`, text);
  renameSync(`${target}~`, target);
}

const said = async (server: ServeProcess): Promise<unknown> => (await server.post('Echo', {})).body;

describe('dspy-cli serve --reload', () => {
  test('serves what changes in modules, what they import, .env and the configuration', async () => {
    await using server = await serve({ cwd: project.directory, flags: ['--reload'] });
    expect(await said(server)).toMatchObject({ word: 'one', variable: null });
    write('src/word.ts', `export const word: string = 'two';`);
    await server.says('Reloaded since src/word.ts changed: Echo');
    expect(await said(server)).toMatchObject({ word: 'two', variable: null });
    write('.env', 'WORD=from-dotenv\n');
    await server.says('Reloaded since .env changed');
    expect(await said(server)).toMatchObject({ word: 'two', variable: 'from-dotenv' });
    write('dspy.config.yaml', CONFIG.replace('test-project', 'renamed'));
    await server.says('Reloaded since dspy.config.yaml changed');
    expect(await (await fetch(`${server.url}/openapi.json`)).json()).toMatchObject({ info: { title: 'renamed' } });
    write('src/modules/second.ts', ECHO.replace('class Echo', 'class Second'));
    await server.says('Reloaded since src/modules/second.ts changed: Echo, Second');
    expect((await server.post('Second', {})).status).toBe(200);
    rmSync(path.join(project.directory, 'src/modules/second.ts'));
    await server.says(/Reloaded since src\/modules\/second.ts changed: Echo\n/);
    expect((await server.post('Second', {})).status).toBe(404);
    expect(server.stderr).toBe('');
  });

  test.each<[string, string, string, RegExp]>([
    ['a program that cannot be read', 'src/modules/echo.ts', 'export class Echo extends {', /^⚠ src\/modules\/echo\.ts changed, but what was served before still is: .*src\/modules\/echo\.ts: SyntaxError: .*\(src\/modules\/echo\.ts:1\)\n$/],
    ['a program that throws on import', 'src/word.ts', `export const word: string = 'none';\nthrow new Error('not today');`, /^⚠ src\/word\.ts changed, but what was served before still is: .*src\/modules\/echo\.ts: Error: not today \(src\/word\.ts:2\)\n$/],
    ['two programs of one name', 'src/modules/other.ts', ECHO, /^⚠ src\/modules\/other\.ts changed, but what was served before still is: two programs are called Echo: .*\n$/],
    ['a configuration that is wrong', 'dspy.config.yaml', `${CONFIG}\nserver: { body_limit: much }\n`, /^⚠ dspy\.config\.yaml changed, but what was served before still is: .*dspy\.config\.yaml:\d+:\d+: server\.body_limit: expected a number, got "much"\n$/],
  ])('goes on as before after %s, says so in one line, and takes the next edit', async (_name, file, text, message) => {
    await using server = await serve({ cwd: project.directory, flags: ['--reload'] });
    write(file, text);
    await server.says('⚠');
    expect(server.stderr).toMatch(message);
    expect(await said(server)).toMatchObject({ word: 'one' });
    write('src/modules/echo.ts', ECHO);
    write('src/word.ts', `export const word: string = 'two';`);
    write('dspy.config.yaml', CONFIG);
    rmSync(path.join(project.directory, 'src/modules/other.ts'), { force: true });
    await server.says('Reloaded since');
    expect(await said(server)).toMatchObject({ word: 'two' });
  });

  test('drops no request, neither a long one nor one of many on connections that are kept open', async () => {
    await using server = await serve({ cwd: project.directory, flags: ['--reload'] });
    const { pid } = (await said(server)) as { pid: number };
    const long = server.post('Echo', { ms: 6000 });
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const [words, failures]: [string[], unknown[]] = [[], []];
    const over = new AbortController();
    const asking = Array.from({ length: 8 }, async () => {
      while (!over.signal.aborted) await ask(server.url, agent).then((word) => words.push(word), (error: unknown) => failures.push(error));
    });
    write('src/word.ts', `export const word: string = 'two';`);
    await server.says('Reloaded since src/word.ts changed');
    const afterReload = words.length;
    await pollUntil(async () => words.length > afterReload + 100, { what: 'requests after the reload', timeoutMs: 30_000 });
    over.abort();
    await Promise.all(asking);
    agent.destroy();
    expect(failures).toEqual([]);
    // Whoever was asked when the server said so may have been the process before.
    expect(new Set(words.slice(afterReload + 8))).toEqual(new Set(['two']));
    expect(await long).toEqual({ status: 200, body: { word: 'one', variable: null, pid } });
  });

  test('begins no scheduled run before those of the process before have ended', async () => {
    const told = path.join(project.directory, 'told.txt');
    write('src/modules/job.ts', `
import { appendFileSync } from 'node:fs';
import { Module } from '@dspy-otel/dspy';
import { CronGateway } from '@dspy-otel/dspy-server';
import { word } from '../word.ts';
const tell = (what: string): void => appendFileSync(${JSON.stringify(told)}, word + ' ' + what + '\\n');
class Always extends CronGateway {
  override readonly schedule = '* * * * * *';
  override getPipelineInputs() { return [{}]; }
  override onComplete(): void { tell('ends'); }
}
export class Job extends Module {
  static readonly gateway = Always;
  async forward() { tell('begins'); await new Promise((resolve) => setTimeout(resolve, 5000)); return {}; }
}`);
    await using server = await serve({ cwd: project.directory, flags: ['--reload'] });
    const lines = (): string[] => (existsSync(told) ? readFileSync(told, 'utf8').trim().split('\n') : []);
    await pollUntil(async () => lines().length > 0, { what: 'a scheduled run', timeoutMs: 30_000 });
    write('src/word.ts', `export const word: string = 'two';`);
    await server.says('Reloaded since src/word.ts changed');
    expect(lines()).toEqual(['one begins']);
    await pollUntil(async () => lines().includes('two begins'), { what: 'a run of the new process', timeoutMs: 30_000 });
    expect(lines()).toEqual(['one begins', 'one ends', 'two begins']);
  });

  test('serves an edit though a program never lets go of its process, which is ended in the end', async () => {
    write('dspy.config.yaml', `${CONFIG}\nserver: { request_timeout_ms: 3000, shutdown_ms: 500 }\n`);
    write('src/modules/echo.ts', ECHO.replace('await', 'while (ms === 1);\n    await'));
    await using server = await serve({ cwd: project.directory, flags: ['--reload'] });
    const { pid } = (await said(server)) as { pid: number };
    const stuck = server.post('Echo', { ms: 1 });
    const cut = expect(stuck).rejects.toThrow();
    write('src/word.ts', `export const word: string = 'two';`);
    await server.says('⚠ worker 1 does not let go: ');
    await server.says('Reloaded since src/word.ts changed: Echo');
    await cut;
    expect(await said(server)).toMatchObject({ word: 'two' });
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('serves what changes while it starts', async () => {
    const [going, go] = ['going', 'go'].map((name) => path.join(project.directory, name)) as [string, string];
    write('src/modules/later.ts', `
import { existsSync, writeFileSync } from 'node:fs';
writeFileSync(${JSON.stringify(going)}, '');
while (!existsSync(${JSON.stringify(go)})) await new Promise((resolve) => setTimeout(resolve, 10));
`);
    const starting = serve({ cwd: project.directory, flags: ['--reload'] });
    await pollUntil(async () => existsSync(going), { what: 'the first worker to have read the modules before', timeoutMs: 30_000 });
    write('src/word.ts', `export const word: string = 'two';`);
    writeFileSync(go, '');
    await using server = await starting;
    await server.says('Reloaded since src/word.ts changed: Echo');
    expect(await said(server)).toMatchObject({ word: 'two' });
  });

  test('does not lose a program by an edit of a file of which another one failed before', async () => {
    const failing = `\nexport class Failing extends Echo { constructor() { super(); throw new Error('never works'); } }\n`;
    write('src/modules/echo.ts', ECHO + failing);
    write('src/modules/other.ts', ECHO.replace('class Echo', 'class Other'));
    await using server = await serve({ cwd: project.directory, flags: ['--reload'] });
    await server.says('⚠ src/modules/echo.ts is not served: new Failing() failed: never works');
    write('src/modules/echo.ts', 'export class Echo extends {');
    await server.says('⚠ src/modules/echo.ts changed, but what was served before still is: ');
    expect(await said(server)).toMatchObject({ word: 'one' });
  });

  test('follows what is taken out of .env, and shows the token that this makes necessary', async () => {
    write('.env', 'DSPY_API_KEY=secret-of-mine\n');
    await using server = await serve({ cwd: project.directory, flags: ['--reload', '--auth'] });
    expect(server.stderr).toBe('');
    write('.env', 'WORD=x\n');
    await server.says(/valid until the server stops: .*\n/);
    const [, token = ''] = /valid until the server stops: (\S+)\n/.exec(server.stderr) ?? [];
    expect((await fetch(`${server.url}/programs`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  });

  test('counts on through a reload, and stops in order', async () => {
    await using server = await serve({ cwd: project.directory, flags: ['--reload'] });
    await said(server);
    write('src/word.ts', `export const word: string = 'two';`);
    await server.says('Reloaded since');
    await said(server);
    expect(await (await fetch(`${server.url}/api/metrics/Echo`)).json()).toMatchObject({ metrics: { call_count: 2 } });
    expect(await (await fetch(`${server.url}/api/logs/Echo`)).json()).toMatchObject({ count: 2, logs: [{ outputs: { word: 'two' } }, { outputs: { word: 'one' } }] });
    server.process.kill('SIGTERM');
    expect(await server.exit).toEqual({ code: 0, signal: null });
    expect(server.stderr).toBe('');
  });
});

test('--no-reload serves what was there at the start', async () => {
  await using server = await serve({ cwd: project.directory, flags: ['--no-reload'] });
  expect(await said(server)).toMatchObject({ word: 'one', pid: server.process.pid });
});

function ask(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/Echo`, { method: 'POST', agent, headers: { 'content-type': 'application/json' } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.once('end', () => (response.statusCode === 200 ? resolve((JSON.parse(text) as { word: string }).word) : reject(new Error(`${response.statusCode} ${text}`))));
      response.once('error', reject);
    });
    asked.once('error', reject).end('{}');
  });
}
