import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';
import { runCLI, serve } from '../testing/cli-process.ts';
import { configFor, createProject } from '../testing/test-project.ts';

jest.setTimeout(60_000);

const FILES = {
  'dspy.config.yaml': configFor({ apiBase: 'http://127.0.0.1:1/v1', searchURL: 'http://127.0.0.1:1/api/search' }),
  'src/modules/echo.js': `
import { Module, Prediction, signature } from '@dspy-otel/dspy';
export class Echo extends Module { signature = signature('text -> text_again'); async forward({ text }) { return new Prediction({ text_again: text }); } }`,
};

test('--auth lets in only who has the token, which is shown when it is new', async () => {
  using project = createProject(FILES);
  await using server = await serve({ cwd: project.directory, flags: ['--auth'] });
  const [, token = ''] = /valid until the server stops: (\S+)/.exec(server.stderr) ?? [];
  expect(token).toMatch(/^[\w-]{43}$/);
  const ask = (authorization?: string) => fetch(`${server.url}/Echo`, { method: 'POST', body: '{"text":"hi"}', headers: { 'content-type': 'application/json', accept: 'application/json', ...(authorization && { authorization }) } });
  expect((await ask()).status).toBe(401);
  expect((await ask(`Bearer ${token}`)).status).toBe(200);
});

test('what it says of a program behind gateways is where they are', async () => {
  const gateways = `
import { APIGateway } from '@dspy-otel/dspy-server';
class Hook extends APIGateway { path = '/hook'; }
class Look extends APIGateway { path = '/look'; method = 'GET'; }`;
  using project = createProject({ ...FILES, 'src/modules/echo.js': `${gateways}${FILES['src/modules/echo.js'].replace('{ signature', '{ static gateway = [Hook, Look]; signature')}` });
  await using server = await serve({ cwd: project.directory });
  expect(server.stdout).toContain('  • Echo (mini)  POST /hook, GET /look\n');
});

test('--auth with DSPY_API_KEY shows no token', async () => {
  using project = createProject(FILES);
  await using server = await serve({ cwd: project.directory, flags: ['--auth'], env: { DSPY_API_KEY: 'a-key-of-mine' } });
  expect(`${server.stdout}${server.stderr}`).not.toContain('a-key-of-mine');
  expect((await fetch(`${server.url}/programs`, { headers: { authorization: 'Bearer a-key-of-mine' } })).status).toBe(200);
});

test('--logs-dir and --openapi-format say where calls are logged and how the API is written down', async () => {
  using project = createProject(FILES);
  await using server = await serve({ cwd: project.directory, flags: ['--logs-dir', 'calls', '--openapi-format', 'yaml'] });
  await server.post('Echo', { text: 'hi' });
  server.process.kill('SIGTERM');
  await server.exit;
  expect(JSON.parse(await readFile(path.join(project.directory, 'calls/Echo.log'), 'utf8'))).toMatchObject({ program: 'Echo', inputs: { text: 'hi' } });
  expect(parse(await readFile(path.join(project.directory, 'openapi.yaml'), 'utf8'))).toMatchObject({ openapi: '3.1.0' });
});

test('--no-logs and --no-save-openapi leave the project as it is', async () => {
  using project = createProject(FILES);
  await using server = await serve({ cwd: project.directory, flags: ['--no-logs', '--no-save-openapi'] });
  await server.post('Echo', { text: 'hi' });
  expect(['logs', 'openapi.json'].filter((name) => existsSync(path.join(project.directory, name)))).toEqual([]);
});

test('a format that there is not is refused in one line', async () => {
  using project = createProject(FILES);
  await using cli = runCLI(['serve', '--openapi-format', 'xml'], { cwd: project.directory });
  expect(await cli.exit).toMatchObject({ code: 2 });
  expect(cli.stderr).toBe("Error: option '--openapi-format <format>' argument 'xml' is invalid. Allowed choices are json, yaml.\n");
});
