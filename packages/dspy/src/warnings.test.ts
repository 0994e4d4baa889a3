import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';

interface Report {
  readonly outcomes: Readonly<Record<string, { readonly outcome: string; readonly runs: number }>>;
  readonly warnings: readonly { readonly name: string; readonly message: string; readonly detail?: string }[];
}

let report: Report;

beforeAll(async () => {
  const program = fileURLToPath(new URL('../test-fixtures/warnings-program.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=dspy-source', program]);
  report = JSON.parse(stdout) as Report;
});

test.each(['fails before', 'throws at once', 'fails after', 'fails without waiting', 'turns an error into another'])('an observer that %s changes no outcome, and the operation runs once', (name) => {
  expect(report.outcomes[name]).toEqual({ outcome: 'done', runs: 1 });
  expect(report.outcomes[`${name}, as the operation does`]).toEqual({ outcome: 'its own error', runs: 1 });
});

test('what is wrong with an observer is reported as a warning', () => {
  expect(report.warnings[0]).toEqual({ name: 'DSPyObserverWarning', message: 'an observer failed at tool fails before; the operation is not affected', detail: 'Error: observer is broken' });
  expect(report.warnings.filter((warning) => warning.name === 'DSPyObserverWarning')).toHaveLength(8);
});

test('an input that is missing is reported once, one that may be left out is not', () => {
  const messages = report.warnings.filter((warning) => warning.name === 'DSPyInputWarning').map((warning) => warning.message);
  expect(messages).toEqual([expect.stringContaining('was called without context;')]);
});
