import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { CLIError } from '../cli-error.ts';
import { checkedModel, DEFAULT_MODEL } from '../scaffold/checked-model.ts';
import { namesOf } from '../scaffold/names.ts';
import { packedPackages } from '../scaffold/packed-packages.ts';
import { className, DEFAULT_SIGNATURE, KIND_NAMES, programParts } from '../scaffold/program-files.ts';
import { projectFiles } from '../scaffold/project-files.ts';
import { writeFiles } from '../scaffold/write-files.ts';

export interface NewOptions {
  readonly programName?: string;
  readonly signature?: string;
  readonly moduleType?: string;
  readonly model?: string;
  readonly apiKey?: string;
}

/** `dspy-cli new` */
export function newCommand(version: string): Command {
  return new Command('new')
    .summary('Create a project.')
    .description('Create a project in a new folder, with a program, tests and a Dockerfile. Without a name it asks for everything.')
    .argument('[name]', 'name of the project and of its folder')
    .option('-p, --program-name <name>', 'name of the first program; that of the project unless given')
    .option('-s, --signature <text>', `what the program takes and gives; "${DEFAULT_SIGNATURE}" unless given`)
    .option('-m, --module-type <kind>', `${KIND_NAMES.join(', ')}; Predict unless given`)
    .option('--model <provider/model>', `the model that it asks; ${DEFAULT_MODEL} unless given`)
    .option('--api-key <key>', "the provider's key, kept in .env")
    .addHelpText('after', '\nExample:\n  dspy-cli new my-project -p tagger -m CoT -s "post -> tags: list[str]" --model anthropic/claude-sonnet-4-5')
    .action(async (name: string | undefined, options: NewOptions) => {
      const asked = name === undefined ? await askForEverything(options) : { name, options };
      await createProject(asked.name, asked.options, version);
    });
}

async function askForEverything(options: NewOptions): Promise<{ readonly name: string; readonly options: NewOptions }> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) throw new CLIError('a project needs a name: dspy-cli new my-project', { exitCode: 2 });
  const { askForProject } = await import('./ask-for-project.ts');
  return askForProject(options);
}

async function createProject(name: string, { programName = name, signature = DEFAULT_SIGNATURE, moduleType = 'Predict', model = DEFAULT_MODEL, apiKey }: NewOptions, version: string): Promise<void> {
  const { kebab } = namesOf(name, 'project');
  const program = programParts(programName, moduleType, signature);
  checkedModel(model);
  const directory = path.resolve(name);
  if (existsSync(directory)) throw new CLIError(`${name} exists already and is left as it is; choose another name`);
  const files = projectFiles({ name: kebab, program, model, apiKey, version, packages: await packedPackages() });
  await writeFiles(directory, files);
  for (const file of Object.keys(files)) process.stdout.write(`Created ${path.join(name, file)}\n`);
  if (await isGitStarted(directory)) process.stdout.write('Started a git repository\n');
  process.stdout.write(`✓ ${name} serves POST /${className(program)} after:\n\n  cd ${name}\n  npm install\n  npx dspy-cli serve\n`);
}

/** A project is as good without git. */
async function isGitStarted(directory: string): Promise<boolean> {
  try {
    await promisify(execFile)('git', ['init', '--quiet'], { cwd: directory });
    return true;
  } catch {
    return false;
  }
}
