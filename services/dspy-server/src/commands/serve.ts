import cluster from 'node:cluster';
import { Command, InvalidArgumentError, Option } from 'commander';
import { peekEnvironment } from '../config.ts';
import { MOST_WORKERS } from '../project/config-schema.ts';
import { loadConfig } from '../project/load-config.ts';
import { findProject } from '../project/project.ts';
import { announce } from '../serving/announce.ts';
import { openProject } from '../serving/open-project.ts';
import { warn } from '../serving/say.ts';
import type { ServeOptions } from '../serving/serve-options.ts';
import { stopOnSignal } from '../serving/stop-on-signal.ts';

/** `dspy-cli serve` */
export function serveCommand(): Command {
  return new Command('serve')
    .alias('s')
    .summary('Start an HTTP API server for the programs of this project.')
    .description('Start an HTTP API server for the programs of the project in this folder: the exported Module classes in src/modules, configured by dspy.config.yaml.')
    .option('--port <number>', 'port to listen on', port, 8000)
    .option('--host <address>', 'address to listen on', '0.0.0.0')
    .option('--logs-dir <folder>', 'where each call leaves a line of JSON', 'logs')
    .option('--no-logs', 'leave no logs')
    .option('--reload', 'serve what changes in dspy.config.yaml, .env and src as soon as it does', true)
    .option('--no-reload', 'serve what is there at the start')
    .option('--workers <number>', 'processes that share the port; 1 unless given here or in dspy.config.yaml', workers)
    .option('--save-openapi', 'write openapi.json into the project', true)
    .option('--no-save-openapi', 'leave openapi.json as it is')
    .addOption(new Option('--openapi-format <format>', 'format of that file').choices(['json', 'yaml']).default('json'))
    .option('--mcp', 'serve the programs as tools of the Model Context Protocol at /mcp', false)
    .option('--auth', 'let in only who presents DSPY_API_KEY', false)
    .option('--no-auth', 'let in everybody')
    .addHelpText('after', '\nExample:\n  dspy-cli serve --port 8080 --host 127.0.0.1')
    .action((options: ServeOptions) => serve(process.cwd(), options));
}

async function serve(directory: string, options: ServeOptions): Promise<void> {
  if (cluster.isWorker) return (await import('../workers/worker.ts')).work(directory, options);
  const size = options.workers ?? (await configuredWorkers(directory));
  if (options.reload || size > 1) return (await import('../workers/supervise.ts')).supervise(directory, options, size);
  const { report, stop } = await openProject(directory, options);
  await announce(report, directory, options);
  stopOnSignal(async () => {
    const cut = await stop();
    if (cut > 0) warn(`⚠ ${cut} call(s) still running after ${report.shutdownMs / 1000} s were cancelled`);
  });
}

async function configuredWorkers(directory: string): Promise<number> {
  const { config } = await loadConfig(findProject(directory).configFile, peekEnvironment(directory));
  return config.server.workers ?? 1;
}

function port(value: string): number {
  return wholeNumber(value, 65_535);
}

function workers(value: string): number {
  return wholeNumber(value, MOST_WORKERS);
}

function wholeNumber(value: string, most: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < 1 || number > most) throw new InvalidArgumentError(`expected a number from 1 to ${most}.`);
  return number;
}
