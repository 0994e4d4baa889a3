import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type FakeProvider, PASSAGES, startFakeProvider } from '../../../../test/support/fake-provider.ts';
import { pollUntil } from '../../../../test/support/poll-until.ts';
import { freePort, runCLI, serve } from '../testing/cli-process.ts';
import { startOTLPReceiver } from '../../../../test/support/otlp-receiver.ts';
import { configFor, createProject, RAG_MODULE } from '../testing/test-project.ts';

jest.setTimeout(60_000);

const ECHO = `
import { Module, Prediction, signature } from '@dspy-otel/dspy';
export class Echo extends Module { signature = signature('text -> text_again'); async forward({ text }) { return new Prediction({ text_again: text }); } }
`;

let provider: FakeProvider;

beforeAll(async () => {
  provider = await startFakeProvider();
});

afterAll(async () => {
  await provider[Symbol.asyncDispose]();
});

const config = (): string => configFor(provider);

async function failure(files: Readonly<Record<string, string>>, args: readonly string[] = ['serve']): Promise<{ code: number | null; message: string; directory: string }> {
  using project = createProject(files);
  await using cli = runCLI(args, { cwd: project.directory });
  const { code } = await cli.exit;
  return { code, message: cli.stderr.replaceAll(project.directory, '<project>'), directory: project.directory };
}

describe('dspy-cli serve', () => {
  test('serves the Module classes of src/modules, says which and where, and ends on SIGTERM', async () => {
    using project = createProject({
      'dspy.config.yaml': config(),
      'src/modules/my-rag.ts': RAG_MODULE,
      'src/modules/echo.js': `${ECHO}\nexport class _Hidden extends Module {}\nexport const number = 1;\n`,
      'src/modules/echo.test.ts': 'throw new Error("a test is not a module")',
      'src/modules/_private.ts': 'throw new Error("neither is this")',
    });
    await using server = await serve({ cwd: project.directory });
    expect(server.stdout).toBe(`Programs:\n  • Echo (mini)  POST /Echo\n  • MyRAG (mini)  POST /MyRAG\nServing test-project on ${server.url}, described in /openapi.json and openapi.json\n`);
    expect(JSON.parse(await readFile(path.join(project.directory, 'openapi.json'), 'utf8'))).toMatchObject({ openapi: '3.1.0', paths: { '/Echo': {}, '/MyRAG': {} } });
    expect(await server.post('MyRAG', { question: 'Why?' })).toEqual({ status: 200, body: { context: PASSAGES, answer: 'Answer to: Why?' } });
    expect(await server.post('Echo', { text: 'hi' })).toEqual({ status: 200, body: { text_again: 'hi' } });
    server.process.kill('SIGTERM');
    expect(await server.exit).toEqual({ code: 0, signal: null });
    expect(server.stderr).toBe('');
  });

  test('serves what loads when one file does not, and says why', async () => {
    using project = createProject({
      'dspy.config.yaml': config(),
      'src/my_package/modules/echo.ts': ECHO.replace('{ text }', '{ text }: { text: string }'),
      'src/my_package/modules/broken.ts': `import 'not-a-real-package';`,
      'src/my_package/modules/needy.ts': `import { Module } from '@dspy-otel/dspy';\nexport class Needy extends Module { constructor(options: { k: number }) { super(); this.k = options.k; } k: number; async forward() { throw new Error('never'); } }`,
    });
    await using server = await serve({ cwd: project.directory });
    const failures = [
      { file: 'src/my_package/modules/broken.ts', reason: expect.stringMatching(/^Error: Cannot find package 'not-a-real-package'/) as unknown },
      { file: 'src/my_package/modules/needy.ts', reason: expect.stringMatching(/^new Needy\(\) failed: Cannot read properties of undefined/) as unknown },
    ];
    expect(server.stderr).toMatch(/^⚠ src\/my_package\/modules\/broken\.ts is not served: Error: Cannot find package 'not-a-real-package'.*\n⚠ .*needy\.ts is not served: new Needy\(\) failed: .*\n$/);
    const ready = await fetch(`${server.url}/health/ready`);
    expect({ status: ready.status, body: await ready.json() }).toEqual({ status: 200, body: { status: 'ready', programs: 1, failures } });
    expect(await server.post('Echo', { text: 'hi' })).toEqual({ status: 200, body: { text_again: 'hi' } });
  });

  test('takes variables from .env, which do not replace those that are set', async () => {
    using project = createProject({
      'dspy.config.yaml': config().replace('app_id: test-project', 'app_id: ${NAME_OF_APP}\ndescription: ${ABOUT}'),
      '.env': 'NAME_OF_APP=from-dotenv\nABOUT="from .env too"\n',
      'src/modules/echo.js': ECHO,
    });
    await using server = await serve({ cwd: project.directory, env: { NAME_OF_APP: 'from-environment' } });
    expect(await (await fetch(`${server.url}/openapi.json`)).json()).toMatchObject({ info: { title: 'from-environment', description: 'from .env too' } });
  });

  test('gives each program the model that program_models names', async () => {
    using project = createProject({
      'dspy.config.yaml': `${config().replace('registry:\n    mini:', `registry:\n    other: { model: openai/gpt-4.1, api_base: "${provider.apiBase}", api_key: k, num_retries: 0 }\n    mini:`)}program_models: { MyRAG: other }\n`,
      'src/modules/my-rag.ts': RAG_MODULE,
    });
    await using server = await serve({ cwd: project.directory });
    await server.post('MyRAG', { question: 'Why?' });
    expect(provider.chats.at(-1)?.model).toBe('gpt-4.1');
    expect(await (await fetch(`${server.url}/programs`)).json()).toEqual({ programs: [expect.objectContaining({ name: 'MyRAG', model: 'other', endpoint: '/MyRAG' })] });
  });

  test('goes on when a program leaves a failed promise behind', async () => {
    using project = createProject({
      'dspy.config.yaml': config(),
      'src/modules/echo.js': ECHO.replace('return', `Promise.reject(new Error('left behind by postgres://admin:pw-1234@db')); return`),
    });
    await using server = await serve({ cwd: project.directory });
    await server.post('Echo', { text: 'one' });
    await server.says('⚠ a program left a promise that failed: Error: left behind by postgres://***@db');
    expect((await server.post('Echo', { text: 'two' })).status).toBe(200);
  });
});

describe('a program whose', () => {
  test('file throws on import tells what it threw without keys and passwords', async () => {
    using project = createProject({
      'dspy.config.yaml': config(),
      'src/modules/echo.js': ECHO,
      'src/modules/broken.js': `throw new Error('postgres://admin:pw-1234@db refuses sk-abcdefghijklmnop');`,
    });
    await using server = await serve({ cwd: project.directory });
    const told = 'Error: postgres://***@db refuses *** (src/modules/broken.js:1)';
    expect(await (await fetch(`${server.url}/health/ready`)).json()).toMatchObject({ failures: [{ file: 'src/modules/broken.js', reason: told }] });
    expect(server.stderr).toBe(`⚠ src/modules/broken.js is not served: ${told}\n`);
  });

  test('model is down answers 502 with the cause and without the key', async () => {
    const apiBase = `http://127.0.0.1:${await freePort()}/v1`;
    using project = createProject({ 'dspy.config.yaml': configFor({ apiBase, searchURL: provider.searchURL }), 'src/modules/my-rag.ts': RAG_MODULE });
    await using server = await serve({ cwd: project.directory });
    const { status, body } = await server.post('MyRAG', { question: 'Why?' });
    expect({ status, body }).toEqual({ status: 502, body: { detail: expect.stringMatching(/^lm_unavailable: openai\/gpt-4o-mini .*ECONNREFUSED/) as unknown, request_id: expect.any(String) as unknown } });
    expect(server.stderr).toMatch(/^POST \/MyRAG 502: LMTransportError: .*ECONNREFUSED.*\n$/);
    expect(server.stderr + JSON.stringify(body)).not.toContain('sk-test-key');
  });

  test('search is down answers 502 with the cause', async () => {
    const searchURL = `http://127.0.0.1:${await freePort()}/api/search`;
    using project = createProject({ 'dspy.config.yaml': configFor({ apiBase: provider.apiBase, searchURL }), 'src/modules/my-rag.ts': RAG_MODULE });
    await using server = await serve({ cwd: project.directory });
    const { status, body } = await server.post('MyRAG', { question: 'Why?' });
    expect({ status, body }).toEqual({ status: 502, body: { detail: expect.stringMatching(/^retriever_unavailable: .*ECONNREFUSED/) as unknown, request_id: expect.any(String) as unknown } });
  });
});

describe('SIGTERM', () => {
  test('lets a request in flight finish, says meanwhile that it stops, begins no new one, flushes its spans and exits 0', async () => {
    await using receiver = await startOTLPReceiver();
    const asked = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    await using slow = await startFakeProvider({
      answer: () => {
        asked.resolve();
        return { when: released.promise };
      },
    });
    using project = createProject({ 'dspy.config.yaml': configFor(slow), 'src/modules/my-rag.ts': RAG_MODULE });
    await using server = await serve({
      cwd: project.directory,
      // Longer than the test: only the flush at the end can bring the spans.
      env: { OTEL_TRACING_ENABLED: 'true', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: receiver.endpoint, OTEL_BSP_SCHEDULE_DELAY: '600000' },
    });
    const answer = server.post('MyRAG', { question: 'Why?' });
    await asked.promise;
    server.process.kill('SIGTERM');
    await stopping(server.url);
    expect(await server.post('MyRAG', { question: 'Why?' })).toEqual({ status: 503, body: { detail: 'The server is stopping', request_id: expect.any(String) as unknown, trace_id: expect.any(String) as unknown } });
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    released.resolve();
    expect((await answer).status).toBe(200);
    expect(await server.exit).toEqual({ code: 0, signal: null });
    expect(server.stderr).toBe('');
    expect(receiver.spans.filter(({ traceId }) => traceId === receiver.spans.find(({ name }) => name === 'LM.__call__')?.traceId).map(({ name }) => name).toSorted()).toEqual([
      'ChainOfThought.forward',
      'ColBERTv2.__call__',
      'LM.__call__',
      'MyRAG.forward',
      'OpenAI API call',
      'POST /MyRAG',
      'Retrieve.forward',
    ]);
  });

  test('lets a scheduled run finish, and tells its gateway of the runs that it had no time for', async () => {
    const job = `
import { appendFileSync } from 'node:fs';
import { Module } from '@dspy-otel/dspy';
import { CronGateway } from '@dspy-otel/dspy-server';
class Always extends CronGateway {
  schedule = '* * * * * *';
  getPipelineInputs() { return [{ ms: 1500 }, { ms: 600_000 }, { ms: 1 }]; }
  onComplete({ ms }) { appendFileSync('told.txt', 'done ' + ms + '\\n'); }
  onError({ ms }, error) { appendFileSync('told.txt', 'failed ' + ms + ' ' + error.message + '\\n'); }
}
export class Job extends Module {
  static gateway = Always;
  async forward({ ms }) { console.log('run ' + ms); await new Promise((resolve) => setTimeout(resolve, ms)); return { ms }; }
}`;
    using project = createProject({ 'dspy.config.yaml': `${config()}server: { shutdown_ms: 3000 }\n`, 'src/modules/job.js': job });
    await using server = await serve({ cwd: project.directory });
    await server.says('run 1500');
    server.process.kill('SIGTERM');
    expect(await server.exit).toEqual({ code: 0, signal: null });
    expect(await readFile(path.join(project.directory, 'told.txt'), 'utf8')).toBe('done 1500\nfailed 600000 The server is stopping\nfailed 1 The server is stopping\n');
  });

  test('a second signal ends it at once', async () => {
    await using stuck = await startFakeProvider({ answer: () => ({ when: new Promise(() => undefined) }) });
    using project = createProject({ 'dspy.config.yaml': configFor(stuck), 'src/modules/my-rag.ts': RAG_MODULE });
    await using server = await serve({ cwd: project.directory });
    server.post('MyRAG', { question: 'Why?' }).catch(() => undefined);
    while (stuck.chats.length === 0) await new Promise((resolve) => setImmediate(resolve));
    server.process.kill('SIGTERM');
    await stopping(server.url);
    server.process.kill('SIGTERM');
    expect(await server.exit).toEqual({ code: 130, signal: null });
  });
});

/** Resolves once the server says that it stops. */
async function stopping(url: string): Promise<void> {
  await pollUntil(
    async () => {
      const ready = await fetch(`${url}/health/ready`);
      return ready.status === 503 && ((await ready.json()) as { status: string }).status === 'stopping';
    },
    { what: 'a server that says that it stops', timeoutMs: 30_000, everyMs: 5 },
  );
}

describe('what cannot be served ends the command with one line', () => {
  test.each<[string, () => Record<string, string>, string | RegExp]>([
    ['a folder without a configuration', () => ({ 'src/modules/a.ts': '' }), 'Error: <project> is not a DSPy project: expected dspy.config.yaml in it\n'],
    ['a folder without sources', () => ({ 'dspy.config.yaml': config() }), 'Error: <project> is not a DSPy project: expected a folder src in it\n'],
    ['no folder of modules', () => ({ 'dspy.config.yaml': config(), 'src/pkg/a.ts': '' }), 'Error: expected a folder <project>/src/modules, or src/<package>/modules, with the programs in it\n'],
    ['two folders of modules', () => ({ 'dspy.config.yaml': config(), 'src/a/modules/x.ts': '', 'src/b/modules/x.ts': '' }), 'Error: expected one folder with modules, found <project>/src/a/modules and <project>/src/b/modules\n'],
    ['no program', () => ({ 'dspy.config.yaml': config(), 'src/modules/a.ts': 'export const a = 1;' }), 'Error: no program found: expected an exported class that extends Module in <project>/src/modules\n'],
    ['only a program that does not load', () => ({ 'dspy.config.yaml': config(), 'src/modules/a.ts': 'throw new Error("not today")' }), 'Error: no program could be loaded; src/modules/a.ts: Error: not today (src/modules/a.ts:1)\n'],
    ['two programs of one name', () => ({ 'dspy.config.yaml': config(), 'src/modules/a.js': ECHO, 'src/modules/b.js': ECHO }), 'Error: two programs are called Echo: in src/modules/a.js and in src/modules/b.js; each needs a name of its own\n'],
    ['a wrong value', () => ({ 'dspy.config.yaml': `${config()}server: { body_limit: much }\n`, 'src/modules/a.js': ECHO }), 'Error: <project>/dspy.config.yaml:11:23: server.body_limit: expected a number, got "much"\n'],
    ['a provider that there is not', () => ({ 'dspy.config.yaml': config().replace('openai/gpt-4o-mini, api_base', 'acme/x, timeout_ms').replace(/timeout_ms: "[^"]*"/, 'timeout_ms: 5'), 'src/modules/a.js': ECHO }), /^Error: <project>\/dspy\.config\.yaml:6:20: models\.registry\.mini\.model: unknown provider "acme" \(known: openai, .*\); for an OpenAI-compatible server set api_base\n$/],
    [
      'a program made with another copy of the runtime',
      () => ({
        'dspy.config.yaml': config(),
        'src/modules/a.js': ECHO,
        'node_modules/@dspy-otel/dspy/package.json': '{ "name": "@dspy-otel/dspy", "version": "0.0.9", "type": "module", "exports": "./index.js" }',
        'node_modules/@dspy-otel/dspy/index.js': 'export class Module { call() {} }\nexport class Prediction {}\nexport const signature = () => undefined;',
      }),
      /^Error: no program could be loaded; src\/modules\/a\.js: Echo extends a Module of another copy of @dspy-otel\/dspy \(<project>\/node_modules\/@dspy-otel\/dspy\) than this server's \(.*@dspy-otel\/dspy\); install one version for both.*\n$/,
    ],
  ])('%s', async (_name, files, message) => {
    const { code, message: said } = await failure(files());
    expect(code).toBe(1);
    if (typeof message === 'string') expect(said).toBe(message);
    else expect(said).toMatch(message);
  });

  test('a port that is taken', async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    const { code, message } = await failure({ 'dspy.config.yaml': config(), 'src/modules/a.js': ECHO }, ['serve', '--host', '127.0.0.1', '--port', String(port)]);
    other.close();
    expect({ code, message }).toEqual({ code: 1, message: `Error: cannot listen on 127.0.0.1 port ${port}: something listens there already; choose another with --port\n` });
  });
});

describe('the command line', () => {
  test.each([
    [['serve', '--port', '0'], /^Error: option '--port <number>' argument '0' is invalid\. expected a number from 1 to 65535\.\n$/],
    [['serve', '--port', 'http'], /^Error: option '--port <number>' argument 'http' is invalid/],
    [['serve', '--no-such-flag'], /^Error: unknown option '--no-such-flag'/],
    [['no-such-command'], /^Error: unknown command 'no-such-command'/],
  ])('%j is a usage error', async (args, message) => {
    const { code, message: said } = await failure({}, args);
    expect(said).toMatch(message);
    expect(code).toBe(2);
  });

  const COMMANDS = ['', 'new', 'generate', 'g', 'generate scaffold', 'generate signature', 'generate module', 'g gateway', 'serve', 's', 'client'].map((command) => command.split(' ').filter(Boolean));

  test.each(COMMANDS.map((command) => [command.join(' ') || 'dspy-cli', command] as const))('%s has help, refuses what it does not know, and leaves colours out where NO_COLOR says so', async (_name, command) => {
    using project = createProject({});
    const run = async (flag: string): Promise<{ code: number | null; stdout: string; stderr: string }> => {
      await using cli = runCLI([...command, flag], { cwd: project.directory, env: { NO_COLOR: '1' } });
      const { code } = await cli.exit;
      return { code, stdout: cli.stdout, stderr: cli.stderr };
    };
    const [help, unknown] = await Promise.all([run('--help'), run('--no-such-flag')]);
    expect(help).toEqual({ code: 0, stdout: expect.stringMatching(/^Usage: dspy-cli /), stderr: '' });
    expect(help.stdout).not.toContain('\u001B');
    expect(unknown).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(/^Error: unknown option '--no-such-flag'[^\n]*\n(?:\(Did you mean [^\n]*\n)?$/) });
  });

  test.each([[['--help'], 'serve'], [['serve', '--help'], '--port <number>'], [['--version'], '0.1.0']])('%j answers and is no error', async (args, text) => {
    using project = createProject({});
    await using cli = runCLI(args, { cwd: project.directory });
    expect(await cli.exit).toEqual({ code: 0, signal: null });
    expect(cli.stdout).toContain(text);
  });
});
