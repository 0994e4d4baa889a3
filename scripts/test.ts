// What `make test` and `npm test` run: every stage in turn, each timed, all of them even when one fails, closing
// with the one line that tools and people read: `N passed, N failed, N skipped`.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

interface Stage {
  name: string;
  command: string[];
  /** A jest stage writes its results to this file; any other stage counts as one check. */
  jestResults?: string;
}

const scratch = await mkdtemp(join(tmpdir(), 'dspy-otel-test-'));

function npm(name: string, script: string): Stage {
  return { name, command: ['npm', 'run', '--silent', script] };
}

function jest(project: string): Stage {
  const jestResults = join(scratch, `${project}.json`);
  const args = ['--selectProjects', project, '--json', `--outputFile=${jestResults}`];
  return { name: project, jestResults, command: ['npm', 'run', '--silent', 'jest', '--', ...args] };
}

const stages: Stage[] = [
  npm('types', 'check:types'),
  npm('lint', 'check:lint'),
  npm('unused', 'check:unused'),
  npm('build', 'build'),
  jest('unit'),
  jest('integration'),
  jest('e2e'),
  jest('stack'),
];

/** Runs a stage with its output shown as it comes, and gathers the lines that say what was skipped and why. */
async function run(stage: Stage, skips: string[]): Promise<number> {
  const [command = '', ...args] = stage.command;
  // jest's own report goes to stderr; with --json it repeats the results on stdout, which nobody reads.
  const stdout = stage.jestResults === undefined ? 'inherit' : 'ignore';
  const child = spawn(command, args, { stdio: ['ignore', stdout, 'pipe'], env: process.env });
  let rest = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    process.stderr.write(chunk);
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    skips.push(...lines.filter((line) => line.startsWith('SKIPPED ')));
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** What one stage adds to the tally. A jest run that fails without a failed test (a crash, a bad file) is one failure. */
async function count(stage: Stage, exitCode: number): Promise<Tally> {
  if (stage.jestResults === undefined) {
    return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
  }
  try {
    const results = JSON.parse(await readFile(stage.jestResults, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      numPendingTests: number;
      numRuntimeErrorTestSuites: number;
    };
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    return { passed: results.numPassedTests, failed: exitCode === 0 ? failed : Math.max(failed, 1), skipped: results.numPendingTests };
  } catch (cause) {
    console.error(`${stage.name}: jest left no results (${String(cause)})`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

const total: Tally = { passed: 0, failed: 0, skipped: 0 };
const skips: string[] = [];
const report: string[] = [];
for (const stage of stages) {
  const started = performance.now();
  console.log(`\n── ${stage.name} ──`);
  const exitCode = await run(stage, skips);
  const tally = await count(stage, exitCode);
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped += tally.skipped;
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(7);
  report.push(`${stage.name.padEnd(12)}${seconds} s   ${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
}
await rm(scratch, { recursive: true, force: true });

console.log(`\n── summary ──\n${report.map((line) => `  ${line}`).join('\n')}`);
for (const line of new Set(skips)) console.log(line);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
