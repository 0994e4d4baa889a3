import { Command, CommanderError } from 'commander';
import { CLIError } from './cli-error.ts';
import { clientCommand } from './commands/client.ts';
import { generateCommand } from './commands/generate.ts';
import { newCommand } from './commands/new.ts';
import { serveCommand } from './commands/serve.ts';
import { withoutSecrets } from './http/without-secrets.ts';
import { VERSION } from './version.ts';

const USAGE_ERROR = 2;

const program = new Command('dspy-cli')
  .description('Serve DSPy programs written in TypeScript.')
  .version(VERSION, '--version')
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'Error: ')) });
for (const command of [newCommand(VERSION), generateCommand(), serveCommand(), clientCommand()]) program.addCommand(inherit(command, program));

try {
  await program.parseAsync();
} catch (error) {
  // Commander has said what is wrong already; asking for help or the version is not an error.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : USAGE_ERROR;
  else if (error instanceof CLIError) fail(error.message, error.exitCode);
  else if (isSystemError(error)) fail(error.message, 1);
  else throw error;
}

/** Errors look the same in every command and in those below it. */
function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const below of command.commands) inherit(below, command);
  return command;
}

/** What the file system or the network refuses says enough in one line: `EISDIR: illegal operation on a directory, open 'src'`. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function fail(message: string, exitCode: number): void {
  process.stderr.write(`Error: ${withoutSecrets(message)}\n`);
  process.exit(exitCode);
}
