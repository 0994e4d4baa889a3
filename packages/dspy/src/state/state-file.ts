import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { errorText } from '../error-text.ts';
import type { Module } from '../module/module.ts';
import type { LoadOptions, ProgramState } from './parameter.ts';
import { dumpState, loadState } from './program-state.ts';
import { StateError } from './state-error.ts';

/**
 * The version of Python DSPy whose state files these are. It is compared there with the version that reads them; other
 * keys are not allowed beside it.
 */
const METADATA = { dependency_versions: { dspy: '3.4.1' } };

/** Writes the state of a program; a file that is there already is replaced in one step, or stays as it is. */
export async function saveProgram(program: Module, path: string): Promise<void> {
  checkExtension(path, 'saved');
  const text = stateText({ ...dumpState(program), metadata: METADATA });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new StateError(`the program cannot be saved as ${path}: ${errorText(cause)}`, { path, cause });
  }
}

/** Reads a state file into a program. */
export async function loadProgram(program: Module, path: string, options: LoadOptions): Promise<void> {
  checkExtension(path, 'loaded');
  loadState(program, parse(await read(path), path), { ...options, name: path, path });
}

/** JSON that Python reads, too: half a surrogate pair, which it refuses, becomes the replacement character. */
function stateText(state: ProgramState): string {
  return `${JSON.stringify(state, null, 2)}\n`.replaceAll(/\\\\|\\ud[89a-f][0-9a-f]{2}/g, (escape) => (escape === '\\\\' ? escape : '\uFFFD'));
}

function checkExtension(path: string, done: string): void {
  if (extname(path) === '.json') return;
  const advice = extname(path) === '.pkl' ? 'a pickle is Python code; save it there with program.save("program.json")' : 'its name has to end with .json';
  throw new StateError(`${path} cannot be ${done}: ${advice}`, { path });
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new StateError(`the program cannot be loaded from ${path}: ${errorText(cause)}; nothing was loaded`, { path, cause });
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StateError(`${path} is not JSON: ${errorText(cause)}; nothing was loaded`, { path, cause });
  }
}
