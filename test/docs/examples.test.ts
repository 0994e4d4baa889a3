import { execFile } from 'node:child_process';
import { globSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TempDir, tempDir } from '../support/temp-dir.ts';
import { type DocExample, examplesInGuide, examplesOf, type PublicName, publicNames } from './public-names.ts';
import type { ExampleResult } from './run-examples.ts';

const ROOT = join(import.meta.dirname, '../..');
const PACKAGES = ['packages/dspy', 'packages/openinference-instrumentation-dspy', 'services/dspy-server'];

const GUIDES = ['README.md', ...globSync('docs/*.md', { cwd: ROOT })];

const examples = [...PACKAGES.flatMap(examplesOf), ...GUIDES.flatMap(examplesInGuide)].map((example): [string, DocExample] => [example.place, example]);

/** The options that our own examples are compiled with; `lm` is a model that an example may take for granted. */
const TSCONFIG = { extends: join(ROOT, 'tsconfig.base.json'), compilerOptions: { noEmit: true }, include: ['*.mts', '*.d.ts'] };
const GLOBALS = "import type { BaseLM } from '@dspy-otel/dspy';\ndeclare global {\n  const lm: BaseLM;\n}\n";

let folder: TempDir;
let results: Record<string, ExampleResult> = {};

beforeAll(async () => {
  folder = await tempDir();
  symlinkSync(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'));
  writeFileSync(join(folder.path, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  writeFileSync(join(folder.path, 'globals.d.ts'), GLOBALS);
  for (const [place, { code }] of examples) writeFileSync(join(folder.path, fileOf(place)), `${code}export {};\n`);
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

function fileOf(place: string): string {
  return `${place.replaceAll(/[/:]/g, '-').replace('.ts', '')}.mts`;
}

describe.each(PACKAGES)('the public names of %s', (name) => {
  const names = publicNames(name);

  test('are described', () => {
    expect(names.filter(({ isDescribed }) => !isDescribed).map((each) => each.name)).toEqual([]);
  });

  test('have an example, those that are there when a program runs', () => {
    expect(names.filter((each) => !each.isType && !hasExample(each, names)).map((each) => each.name)).toEqual([]);
  });
});

/** An error is caught like the one it extends. */
function hasExample({ name, base, hasExample: own }: PublicName, names: readonly PublicName[]): boolean {
  const parent = name.endsWith('Error') ? names.find((each) => each.name === base) : undefined;
  return own || (parent !== undefined && hasExample(parent, names));
}

describe('examples in comments and guides', () => {
  test('compile', async () => {
    const tsc = promisify(execFile)(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder.path, '--pretty', 'false']);
    const output = await tsc.then(({ stdout }) => stdout, (error: { stdout: string }) => error.stdout);
    expect(output).toBe('');
  });

  describe('run', () => {
    beforeAll(async () => {
      await promisify(execFile)(process.execPath, ['--conditions=dspy-source', join(import.meta.dirname, 'run-examples.ts'), folder.path], { timeout: 60_000 });
      results = JSON.parse(readFileSync(join(folder.path, 'results.json'), 'utf8')) as Record<string, ExampleResult>;
    }, 60_000);

    test.each(examples)('%s', (place, { code }) => {
      const { printed = [], error } = results[fileOf(place)] ?? { error: 'it was not run' };
      expect(error).toBeUndefined();
      const said = promisedOutput(code);
      expect(Object.fromEntries(printed.filter(({ line }) => said[line] !== undefined).map(({ line, text }) => [line, text.replaceAll(/\s+/g, ' ')]))).toEqual(said);
    });
  });
});

/** `console.log(1 + 1); // 2` says what line prints what. */
function promisedOutput(code: string): Record<number, string> {
  const lines = code.split('\n').map((line, index): [number, string | undefined] => [index + 1, /^\s*(?:if \(.*\) )?console\.log\(.*\); \/\/ (.*)$/.exec(line)?.[1]]);
  return Object.fromEntries(lines.filter((entry): entry is [number, string] => entry[1] !== undefined));
}
