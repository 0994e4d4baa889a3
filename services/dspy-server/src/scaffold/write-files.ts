import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CLIError } from '../cli-error.ts';

/** Contents by path, relative to the folder that they go to. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Only for whoever owns the project: it may hold keys. */
const SECRET_FILE = '.env';

/**
 * Writes files, all or none.
 *
 * @throws {CLIError} when one of them exists: nothing is ever overwritten.
 */
export async function writeFiles(directory: string, files: Files): Promise<void> {
  const taken = Object.keys(files).find((name) => existsSync(path.join(directory, name)));
  if (taken !== undefined) throw new CLIError(`${taken} exists already and is not overwritten; choose another name, or move it away`);
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(directory, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx', mode: name === SECRET_FILE ? 0o600 : 0o644 });
  }
}
