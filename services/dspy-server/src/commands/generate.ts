import { Command, Option } from 'commander';
import { CLIError } from '../cli-error.ts';
import { findProject } from '../project/project.ts';
import { apiGatewayFiles, cronGatewayFiles } from '../scaffold/gateway-files.ts';
import { namesOf } from '../scaffold/names.ts';
import { DEFAULT_SIGNATURE, KIND_NAMES, checkedSignature, className, moduleFiles, programParts, scaffoldFiles, signatureFiles } from '../scaffold/program-files.ts';
import { type Files, writeFiles } from '../scaffold/write-files.ts';

const SIGNATURE = ['-s, --signature <text>', 'what it takes and gives, as "question -> answer" or "post -> tags: list[str]"', DEFAULT_SIGNATURE] as const;
const MODULE = ['-m, --module <kind>', `kind of module: ${KIND_NAMES.join(', ')}`, 'Predict'] as const;

/** `dspy-cli generate` */
export function generateCommand(): Command {
  return new Command('generate')
    .alias('g')
    .summary('Add a program, a signature, a module or a gateway to this project.')
    .description('Add files to the project in this folder. Files that exist are never overwritten.')
    .addCommand(scaffoldCommand())
    .addCommand(signatureCommand())
    .addCommand(moduleCommand())
    .addCommand(gatewayCommand());
}

function scaffoldCommand(): Command {
  return new Command('scaffold')
    .description('A program: a signature and a module that works with it.')
    .argument('<name>')
    .option(...MODULE)
    .option(...SIGNATURE)
    .addHelpText('after', '\nExample:\n  dspy-cli g scaffold tagger -m CoT -s "post -> tags: list[str]"')
    .action(async (name: string, options: { readonly module: string; readonly signature: string }) => {
      const parts = programParts(name, options.module, options.signature);
      await generate(scaffoldFiles(parts), `served as POST /${className(parts)}`);
    });
}

function signatureCommand(): Command {
  return new Command('signature')
    .description('A signature only.')
    .argument('<name>')
    .option(...SIGNATURE)
    .action(async (name: string, { signature }: { readonly signature: string }) => {
      checkedSignature(signature);
      await generate(signatureFiles({ names: namesOf(name, 'signature'), signature }));
    });
}

function moduleCommand(): Command {
  return new Command('module')
    .description('A module with its signature in the same file.')
    .argument('<name>')
    .option(...MODULE)
    .option(...SIGNATURE)
    .action(async (name: string, options: { readonly module: string; readonly signature: string }) => {
      const parts = programParts(name, options.module, options.signature);
      await generate(moduleFiles(parts), `served as POST /${className(parts)}`);
    });
}

function gatewayCommand(): Command {
  return new Command('gateway')
    .description('A gateway: a route of its own for a program, or a schedule.')
    .argument('<name>')
    .addOption(new Option('-t, --type <type>', 'an HTTP route, or a schedule').choices(['api', 'cron']).default('api'))
    .option('-p, --path <path>', 'path of the route; /NAME unless given')
    .option('-s, --schedule <fields>', 'when to run, as cron writes it', '0 * * * *')
    .option('--public', 'let everybody in, also under --auth', false)
    .option('--private', 'let in only who may call programs (the default)')
    .action(async (name: string, options: { readonly type: 'api' | 'cron'; readonly path?: string; readonly schedule: string; readonly public: boolean }) => {
      const names = namesOf(name, 'gateway');
      const path = options.path ?? `/${names.pascal}`;
      if (!/^\/[\w./-]*$/.test(path)) throw new CLIError(`--path: expected a path such as /webhooks/slack, got ${JSON.stringify(path)}`);
      if (options.type === 'cron') await checkSchedule(options.schedule);
      await generate(options.type === 'cron' ? cronGatewayFiles({ names, schedule: options.schedule }) : apiGatewayFiles({ names, path, isPublic: options.public }));
    });
}

async function checkSchedule(schedule: string): Promise<void> {
  const { Cron } = await import('croner');
  try {
    new Cron(schedule, { paused: true }).stop();
  } catch (cause) {
    throw new CLIError(`--schedule: expected five fields such as "*/5 * * * *", got ${JSON.stringify(schedule)} (${(cause as Error).message})`, { cause });
  }
}

async function generate(files: Files, note?: string): Promise<void> {
  await writeFiles(findProject(process.cwd()).directory, files);
  for (const name of Object.keys(files)) process.stdout.write(`Created ${name}\n`);
  if (note !== undefined) process.stdout.write(`✓ ${note}\n`);
}
