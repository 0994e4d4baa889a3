import { realpathSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Module } from '@dspy-otel/dspy';
import { CLIError } from '../cli-error.ts';
import { withoutSecrets } from '../http/without-secrets.ts';
import type { Project } from '../project/project.ts';
import { otherRuntime } from './other-runtime.ts';
import type { ProgramFailure } from './program.ts';

/** A program's class and where it is written, relative to the project. */
interface FoundModule {
  readonly name: string;
  readonly file: string;
  readonly create: () => Module;
  /** What the class says in `static gateway`. */
  readonly gateway: unknown;
}

export interface Discovery {
  readonly modules: readonly FoundModule[];
  readonly failures: readonly ProgramFailure[];
}

const MODULE_FILE = /^[^_.].*\.(?:ts|mts|js|mjs)$/;
const NOT_A_MODULE = /\.(?:d|test|spec|test-d)\.\w+$/;

/**
 * Loads every module file of a project and collects the `Module` classes that it exports under names of their own
 * (without a leading `_`). A file that cannot be loaded is reported; the others are still served.
 *
 * @throws {CLIError} when two classes have one name, since they would share a route.
 */
export async function discoverModules(project: Project): Promise<Discovery> {
  const names = (await readdir(project.modulesDirectory)).filter((name) => MODULE_FILE.test(name) && !NOT_A_MODULE.test(name)).toSorted();
  const modules = new Map<string, FoundModule>();
  const failures: ProgramFailure[] = [];
  for (const name of names) {
    const absolute = path.join(project.modulesDirectory, name);
    const file = path.relative(project.directory, absolute);
    const loaded = await load(absolute, file, project.directory);
    failures.push(...loaded.failures);
    for (const found of loaded.modules) {
      const twin = modules.get(found.name);
      if (twin) throw new CLIError(`two programs are called ${found.name}: in ${twin.file} and in ${file}; each needs a name of its own`);
      modules.set(found.name, found);
    }
  }
  return { modules: [...modules.values()], failures };
}

async function load(absolute: string, file: string, directory: string): Promise<Discovery> {
  let exported: Record<string, unknown>;
  try {
    exported = (await import(pathToFileURL(absolute).href)) as Record<string, unknown>;
  } catch (error) {
    return { modules: [], failures: [{ file, reason: reasonOf(error, directory) }] };
  }
  const modules: FoundModule[] = [];
  const failures: ProgramFailure[] = [];
  for (const value of new Set(Object.values(exported))) {
    if (typeof value !== 'function' || value.name.startsWith('_')) continue;
    const { prototype } = value as { readonly prototype: unknown };
    if (prototype instanceof Module) modules.push({ name: value.name, file, create: () => Reflect.construct(value, []) as Module, gateway: Reflect.get(value, 'gateway') });
    else if (looksLikeModule(prototype)) failures.push({ file, reason: `${value.name} ${otherRuntime(absolute)}` });
  }
  return { modules, failures };
}

/** A class from another copy of the runtime is not an `instanceof Module` here, though it is one in its own eyes. */
function looksLikeModule(prototype: unknown): boolean {
  for (let current = prototype; typeof current === 'object' && current !== null; current = Object.getPrototypeOf(current) as unknown) {
    if (current.constructor.name === 'Module' && 'call' in current) return true;
  }
  return false;
}

function reasonOf(error: unknown, directory: string): string {
  if (!(error instanceof Error)) return `it threw ${typeof error}`;
  const place = placeOf(error, realpathSync(directory));
  return withoutSecrets(`${error.name}: ${error.message.split('\n')[0] ?? ''}`) + (place === undefined ? '' : ` (${place})`);
}

/** The first line of the project that the error names: often one of a file that the module imports. */
function placeOf({ stack = '' }: Error, directory: string): string | undefined {
  for (const [, url = '', line] of stack.matchAll(/(file:\/\/[^\s:()]+):(\d+)/g)) {
    const file = path.relative(directory, fileURLToPath(url));
    if (!file.startsWith('..') && !path.isAbsolute(file) && !file.startsWith('node_modules')) return `${file}:${line}`;
  }
  return undefined;
}
