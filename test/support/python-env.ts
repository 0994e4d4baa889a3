import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** An interpreter with the packages, or why there is none. */
export type PythonEnv = { readonly python: string; readonly why?: never } | { readonly python?: never; readonly why: string };

const INSTALL_MS = 15 * 60_000;

/**
 * A virtual environment with the packages of a requirements file, made once per content of the file and kept under the
 * user's cache folder.
 */
export async function pythonEnv(requirements: string): Promise<PythonEnv> {
  const found = await findPython();
  if (found === undefined) return { why: 'no Python from 3.10 on with venv (python3, python3.10 … python3.14)' };
  const hash = createHash('sha256').update(found.version).update(await readFile(requirements)).digest('hex').slice(0, 12);
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'dspy-otel', `python-${hash}`);
  const python = join(folder, 'bin/python');
  const complete = join(folder, '.complete');
  if (await exists(complete)) return { python };
  try {
    // An environment without the mark was interrupted while it was made.
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await run(found.command, ['-m', 'venv', folder]);
    process.stderr.write(`making a Python environment in ${folder}; this takes some minutes, once\n`);
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--retries', '1', '-r', requirements], { timeout: INSTALL_MS, maxBuffer: 64 * 1024 * 1024 });
    await writeFile(complete, '');
    return { python };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    return { why: `the packages of ${requirements} cannot be installed: ${lastLine(error)}` };
  }
}

async function findPython(): Promise<{ command: string; version: string } | undefined> {
  const code = 'import ensurepip, sys, venv; print("%d.%d" % sys.version_info[:2]); sys.exit(sys.version_info < (3, 10))';
  for (const command of ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10']) {
    const version = await run(command, ['-c', code]).then(
      ({ stdout }) => stdout.trim(),
      () => undefined,
    );
    if (version !== undefined) return { command, version };
  }
  return undefined;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The end of what a command wrote on stderr. Within jest an error of Node's is no `instanceof Error`. */
function lastLine(error: unknown): string {
  const text = typeof error === 'object' && error !== null && 'stderr' in error && typeof error.stderr === 'string' ? error.stderr : String(error);
  return text.trim().split('\n').at(-1) ?? '';
}
