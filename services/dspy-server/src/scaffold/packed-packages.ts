import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { CLIError } from '../cli-error.ts';
import type { Files } from './write-files.ts';

/** Where a project keeps packages that no registry has. */
export const VENDOR_FOLDER = 'vendor';

/** What a project needs of the checkout. The second is asked for by the third, and no registry has it either. */
const WORKSPACES = ['packages/dspy', 'packages/openinference-instrumentation-dspy', 'services/dspy-server'] as const;

/** Seen from the sources and from the build alike. */
const ROOT = path.resolve(import.meta.dirname, '../../../..');

/**
 * The packages of the checkout that this command was built in, as npm would publish them: a project takes them along, so that it
 * installs and builds everywhere. Empty when the command was itself installed by npm, and when it runs from its sources.
 *
 * @returns tarballs by their path in the project.
 * @throws {CLIError} when npm cannot pack them.
 */
export async function packedPackages(): Promise<Files> {
  const isBuilt = path.basename(path.dirname(import.meta.dirname)) === 'dist';
  if (!isBuilt || !WORKSPACES.every((workspace) => existsSync(path.join(ROOT, workspace, 'package.json')))) return {};
  const folder = await mkdtemp(path.join(tmpdir(), 'dspy-packages-'));
  try {
    await promisify(execFile)('npm', ['pack', ...WORKSPACES.flatMap((workspace) => ['--workspace', workspace]), '--pack-destination', folder], { cwd: ROOT, shell: process.platform === 'win32' });
    const names = (await readdir(folder)).toSorted();
    return Object.fromEntries(await Promise.all(names.map(async (name) => [`${VENDOR_FOLDER}/${name}`, await readFile(path.join(folder, name))] as const)));
  } catch (cause) {
    throw new CLIError(`npm cannot pack the packages of ${ROOT}: ${(cause as Error).message.split('\n')[0] ?? ''}`, { cause });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
