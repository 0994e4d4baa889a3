import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { CLIError } from '../cli-error.ts';
import { CONFIG_FILE } from './load-config.ts';

/** Where the parts of a project are. */
export interface Project {
  readonly directory: string;
  readonly configFile: string;
  /** `src/modules`, or `src/<package>/modules` as in projects that come from Python. */
  readonly modulesDirectory: string;
}

/**
 * Finds the parts of the project in a folder.
 *
 * @throws {CLIError} when it is not a project, saying what is missing.
 */
export function findProject(directory: string): Project {
  const configFile = path.join(directory, CONFIG_FILE);
  const source = path.join(directory, 'src');
  if (!existsSync(configFile)) throw new CLIError(`${directory} is not a DSPy project: expected ${CONFIG_FILE} in it`);
  if (!isDirectory(source)) throw new CLIError(`${directory} is not a DSPy project: expected a folder src in it`);
  return { directory, configFile, modulesDirectory: modulesIn(source) };
}

function modulesIn(source: string): string {
  const own = path.join(source, 'modules');
  if (isDirectory(own)) return own;
  const candidates = readdirSync(source)
    .map((name) => path.join(source, name, 'modules'))
    .filter(isDirectory);
  const [found, ...others] = candidates;
  if (found && others.length === 0) return found;
  if (found) throw new CLIError(`expected one folder with modules, found ${candidates.join(' and ')}`);
  throw new CLIError(`expected a folder ${own}, or src/<package>/modules, with the programs in it`);
}

function isDirectory(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
