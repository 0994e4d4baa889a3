import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseEnv, promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { runCLI, serve } from '../testing/cli-process.ts';

jest.setTimeout(120_000);

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const KINDS = { predict: 'Predict', cot: 'ChainOfThought', pot: 'PoT', react: 'ReAct', mcc: 'MultiChainComparison', refine: 'Refine' };

let folder: string;
let project: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'dspy-new-'));
  project = path.join(folder, 'my-project');
  await cli(['new', 'my-project', '-p', 'analyzer', '-m', 'CoT', '-s', "text -> tone: Literal['warm', 'cold'], score: float", '--model', 'anthropic/claude-sonnet-4-5', '--api-key', 'sk-secret-key#1'], folder);
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(project, 'node_modules'));
  for (const [name, kind] of Object.entries(KINDS)) await cli(['g', 'scaffold', name, '-m', kind]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function cli(args: readonly string[], cwd = project): Promise<{ code: number | null; stdout: string; stderr: string }> {
  await using run = runCLI(args, { cwd });
  const { code } = await run.exit;
  return { code, stdout: run.stdout, stderr: run.stderr };
}

const inProject = (file: string): Promise<string> => readFile(path.join(project, file), 'utf8');

describe('a new project with a program of every kind', () => {
  test('passes its type check', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [path.join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', project, '--customConditions', 'dspy-source'], { cwd: project }).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  });

  test('passes its tests', async () => {
    const env = { ...process.env, NODE_OPTIONS: '--conditions=dspy-source' };
    const { stdout } = await promisify(execFile)(process.execPath, ['--test', '--test-reporter=tap', 'tests/**/*.test.ts'], { cwd: project, env });
    expect(stdout).toContain('# pass 1\n# fail 0');
  });

  test('is served at once', async () => {
    await using server = await serve({ cwd: project });
    const { programs } = (await (await fetch(`${server.url}/programs`)).json()) as { programs: { name: string }[] };
    expect(programs.map(({ name }) => name)).toEqual(['AnalyzerCoT', 'CotCoT', 'MccMCC', 'PotPoT', 'PredictPredict', 'ReactReAct', 'RefineRefine']);
    expect(server.stderr).toBe('');
  });

  test('keeps the key in .env only, for its owner only', async () => {
    expect(parseEnv(await inProject('.env'))).toMatchObject({ ANTHROPIC_API_KEY: 'sk-secret-key#1' });
    expect((await stat(path.join(project, '.env'))).mode & 0o777).toBe(0o600);
    expect(await inProject('dspy.config.yaml')).toContain('env: ANTHROPIC_API_KEY');
    expect(await inProject('dspy.config.yaml')).not.toContain('sk-secret-key');
    expect(await inProject('.gitignore')).toContain('.env');
  });
});

describe('gateways, signatures and modules', () => {
  test('are generated and pass the type check', async () => {
    await cli(['g', 'gateway', 'slack', '-p', '/webhooks/slack', '--public']);
    await cli(['g', 'gateway', 'moderator', '-t', 'cron', '-s', '*/5 * * * *']);
    await cli(['g', 'signature', 'my-sig', '-s', 'a: int -> b: list[dict[str, int]]']);
    await cli(['g', 'module', 'my_mod', '-m', 'cot']);
    expect(await inProject('src/gateways/slack.ts')).toContain('path = "/webhooks/slack"');
    expect(await inProject('src/gateways/moderator.ts')).toContain('schedule = "*/5 * * * *"');
    expect(await inProject('src/signatures/my-sig.ts')).toBe("import { signature } from '@dspy-otel/dspy';\n\nexport const MySigSignature = signature('a: int -> b: list[dict[str, int]]');\n");
    expect(await inProject('src/modules/my-mod-cot.ts')).toContain('export class MyModCoT');
    const { stdout } = await promisify(execFile)(process.execPath, [path.join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', project, '--customConditions', 'dspy-source'], { cwd: project }).catch((error: { stdout: string }) => error);
    expect(stdout).toBe('');
  });
});

describe('what cannot be made is refused in one line, and nothing is written', () => {
  test.each<[string, string[], string]>([
    ['a program that is there', ['g', 'scaffold', 'analyzer', '-m', 'CoT'], 'src/signatures/analyzer.ts exists already and is not overwritten; choose another name, or move it away'],
    ['a kind that there is not', ['g', 'scaffold', 'x', '-m', 'Predikt'], 'there is no kind of module "Predikt"; did you mean Predict? There are: Predict, ChainOfThought, CoT, ProgramOfThought, PoT, ReAct, MultiChainComparison, Refine'],
    ['a signature that is none', ['g', 'scaffold', 'x', '-s', 'no arrow'], 'the signature cannot be read: '],
    ['a name that is a path', ['g', 'module', '../x'], '"../x" cannot name a program: expected letters, digits, - and _, a letter first, 64 at most'],
    ['a name that is no name', ['g', 'signature', '1bad'], '"1bad" cannot name a signature: '],
    ['a route that is none', ['g', 'gateway', 'x', '-p', 'webhooks'], '--path: expected a path such as /webhooks/slack, got "webhooks"'],
    ['a schedule that is none', ['g', 'gateway', 'x', '-t', 'cron', '-s', 'often'], '--schedule: expected five fields such as "*/5 * * * *", got "often"'],
  ])('%s', async (_name, args, message) => {
    const { code, stdout, stderr } = await cli(args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^Error: [^\n]+\n$/);
    expect(stderr).toContain(message);
  });

  test.each([
    ['foo/bar', 'the model: there is no provider "foo". There are: openai, anthropic, '],
    ['antropic/claude-sonnet-4-5', 'the model: there is no provider "antropic"; did you mean anthropic? There are: '],
    ['gpt-4o-mini', 'the model: expected provider/model, for example openai/gpt-4o-mini, got "gpt-4o-mini"'],
  ])('a model that could not be asked, %s', async (model, message) => {
    const { code, stdout, stderr } = await cli(['new', 'other', '--model', model], folder);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^Error: [^\n]+\n$/);
    expect(stderr).toContain(message);
    expect(existsSync(path.join(folder, 'other'))).toBe(false);
  });

  test('a key that .env cannot hold', async () => {
    expect(await cli(['new', 'other', '--api-key', 'one\ntwo'], folder)).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Error: the key has to be one line[^\n]+\n$/) });
    expect(existsSync(path.join(folder, 'other'))).toBe(false);
  });

  test('a project that is there', async () => {
    expect(await cli(['new', 'my-project'], folder)).toEqual({ code: 1, stdout: '', stderr: 'Error: my-project exists already and is left as it is; choose another name\n' });
  });

  test('a project without a name where nobody can be asked', async () => {
    expect(await cli(['new'], folder)).toEqual({ code: 2, stdout: '', stderr: 'Error: a project needs a name: dspy-cli new my-project\n' });
  });

  test('an option that there is not', async () => {
    expect(await cli(['g', 'gateway', 'x', '-m', 'Y'])).toMatchObject({ code: 2, stderr: "Error: unknown option '-m'\n" });
  });

  test('files outside of a project', async () => {
    expect(await cli(['g', 'signature', 'x'], folder)).toMatchObject({ code: 1, stderr: expect.stringContaining('is not a DSPy project') });
  });
});
