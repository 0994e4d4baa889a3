import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { freePort, runCLI, serve, type ServeProcess } from '../testing/cli-process.ts';
import { configFor, createProject, type TestProject } from '../testing/test-project.ts';

jest.setTimeout(120_000);

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const KEY = 'a-key-of-this-test';

const MODULES = `
import { APIGateway } from '@dspy-otel/dspy-server';
import { Module, Prediction, signature } from '@dspy-otel/dspy';
export class Count extends Module {
  signature = signature("text: str, per: Literal['word', 'letter'], limits: Optional[dict[str, int]] -> counts: list[tuple[str, int]], total: int", 'Counts things. Not */ the end.');
  async forward({ text, per }) {
    if (text === 'throw') throw Object.assign(new Error('not this'), { status: 409, expose: true });
    const parts = per === 'word' ? text.split(' ') : [...text];
    return new Prediction({ counts: parts.map((part) => [part, 1]), total: parts.length });
  }
}
export class Endless extends Module {
  signature = signature('question -> answer');
  async forward() { return new Promise(() => undefined); }
}
export class Hooked extends Module {
  static gateway = class extends APIGateway { path = '/hook'; };
  async forward(inputs) { return inputs; }
}
`;

/** What someone writes who uses the client; \`@ts-expect-error\` fails the type check where a mistake is none. */
const USE = `
import { createClient, type CountRequest, ProgramError } from './dspy-client.ts';

const [baseURL = '', token = ''] = process.argv.slice(2);
const client = createClient({ baseURL, token });
const inputs: CountRequest = { text: 'to be or', per: 'word' };
const { counts, total } = await client.Count(inputs);
const first: readonly [string, number] | undefined = counts[0];
const events: string[] = [];
for await (const event of client.Count.stream({ text: 'ab', per: 'letter' })) {
  if (event.event === 'result') events.push(String(event.result.total));
}
const failure = async (work: Promise<unknown>): Promise<unknown> => work.then(() => 'none', (error: unknown) => error instanceof ProgramError ? { status: error.status, detail: error.detail, id: typeof error.requestId } : String(error));
const stop = new AbortController();
const endless = failure(client.Endless({ question: '' }, { signal: stop.signal }));
stop.abort(new Error('enough'));
async function all(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const found = [];
  for await (const event of stream) found.push(event);
  return found;
}
console.log(JSON.stringify({
  first, total, events,
  refused: await failure(client.Count({ text: 'throw', per: 'word' })),
  refusedStream: await failure(all(client.Count.stream({ text: 'throw', per: 'word' }))),
  // @ts-expect-error 'line' is none of the choices
  wrong: await failure(client.Count({ text: 'a', per: 'line' })),
  stranger: await failure(createClient({ baseURL, token: 'wrong' }).Count(inputs)),
  aborted: await endless,
}));
// @ts-expect-error there is no such field
console.assert((await client.Count(inputs)).sum === undefined);
// @ts-expect-error text is needed
void (() => client.Count({ per: 'word' }));
`;

let project: TestProject;
let server: ServeProcess;

beforeAll(async () => {
  project = createProject({ 'dspy.config.yaml': configFor({ apiBase: 'http://127.0.0.1:1/v1', searchURL: 'http://127.0.0.1:1/api/search' }), 'src/modules/all.js': MODULES, 'use.ts': USE });
  server = await serve({ cwd: project.directory, env: { DSPY_API_KEY: KEY }, flags: ['--auth'] });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  project[Symbol.dispose]();
});

async function cli(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  await using run = runCLI(['client', ...args], { cwd: project.directory });
  const { code } = await run.exit;
  return { code, stdout: run.stdout, stderr: run.stderr };
}

async function fromFile(): Promise<string> {
  expect(await cli('--from', 'openapi.json', '--out', 'from-file.ts')).toMatchObject({ code: 0 });
  return readFileSync(path.join(project.directory, 'from-file.ts'), 'utf8');
}

describe('the client that dspy-cli client writes', () => {
  test('passes the strictest type check and calls the server', async () => {
    expect(await cli('--url', server.url, '--token', KEY)).toEqual({ code: 0, stdout: 'dspy-client.ts: Count, Endless\n  POST /hook is left out: a gateway says nothing of what it takes\n', stderr: '' });
    const strict = ['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--noPropertyAccessFromIndexSignature', '--noImplicitOverride', '--verbatimModuleSyntax', '--erasableSyntaxOnly'];
    const types = ['--target', 'esnext', '--module', 'nodenext', '--allowImportingTsExtensions', '--noEmit', '--types', 'node', '--skipLibCheck'];
    const { stdout } = await promisify(execFile)(process.execPath, [path.join(ROOT, 'node_modules/typescript/bin/tsc'), ...strict, ...types, 'use.ts'], { cwd: project.directory }).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
    const used = await promisify(execFile)(process.execPath, ['use.ts', server.url, KEY], { cwd: project.directory });
    expect(JSON.parse(used.stdout)).toEqual({
      first: ['to', 1],
      total: 3,
      events: ['2'],
      refused: { status: 409, detail: 'not this', id: 'string' },
      refusedStream: { status: 409, detail: 'not this', id: 'string' },
      wrong: { status: 422, detail: [expect.objectContaining({ type: 'literal_error', loc: ['body', 'per'] })], id: 'string' },
      stranger: { status: 401, detail: expect.stringContaining('Not authenticated'), id: 'string' },
      aborted: 'Error: enough',
    });
  });

  test('is the same from a file, and is made anew in its place', async () => {
    const text = await fromFile();
    expect(text).toContain('export function createClient(options: ClientOptions)');
    expect(await fromFile()).toBe(text);
  });
});

describe('what keeps a client from being written is said in one line', () => {
  test.each<[string, () => readonly string[] | Promise<readonly string[]>, RegExp]>([
    ['a server that is not there', async () => ['--url', `http://127.0.0.1:${await freePort()}`], /cannot be reached \(.*ECONNREFUSED.*\); start the server, or name another with --url/],
    ['a server that asks for a key', () => ['--url', server.url], /\/openapi\.json asks for a key; give it with --token or DSPY_API_KEY/],
    ['an address that is none', () => ['--url', 'localhost'], /--url: expected an address such as http:\/\/localhost:8000, got "localhost"/],
    ['a file that is not there', () => ['--from', 'nowhere.json'], /nowhere\.json cannot be read: ENOENT/],
    ['a file that is something else', () => ['--from', 'package.json'], /package\.json: expected an OpenAPI 3 description as a DSPy server gives it/],
    ['a folder in its place', () => ['--from', 'openapi.json', '--out', 'src'], /EISDIR: illegal operation on a directory, open 'src'/],
    ['a file of someone in its place', () => ['--from', 'openapi.json', '--out', 'use.ts'], /use\.ts was not made by dspy-cli client and is left as it is; choose another name with --out/],
  ])('%s', async (_name, args, message) => {
    const { code, stdout, stderr } = await cli(...(await args()));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^Error: [^\n]+\n$/);
    expect(stderr).toMatch(message);
  });
});

test('a description that wants to write code writes none', async () => {
  const hostile = JSON.parse(readFileSync(path.join(project.directory, 'openapi.json'), 'utf8')) as { info: { title: string }; components: { schemas: Record<string, object> } };
  hostile.info.title = 'x */ process.exit(1); /*';
  hostile.components.schemas['Bad = 1; process.exit(1); type X'] = { description: '*/ process.exit(1) /*', type: 'object', properties: { '"]; process.exit(1); //': { const: '${process.exit(1)}' } } };
  writeFileSync(path.join(project.directory, 'hostile.json'), JSON.stringify(hostile));
  expect(await cli('--from', 'hostile.json', '--out', 'hostile.ts')).toMatchObject({ code: 0 });
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', `import { createClient } from './hostile.ts'; console.log(typeof createClient)`], { cwd: project.directory });
  expect(stdout).toBe('function\n');
});
