import path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type Environment, loadEnvironment, readTracingSettings, type TracingSettings } from '../config.ts';
import { authToken } from '../http/auth/auth-token.ts';
import { loadConfig } from '../project/load-config.ts';
import { findProject } from '../project/project.ts';
import { serverSettingsOf } from '../project/server-settings-of.ts';
import type { Tracing } from '../tracing/start-tracing.ts';
import { type OpenAPIFormat, saveOpenAPI } from './save-openapi.ts';

/** Kept back for sending the last spans; with the calls' own time, less than the ten seconds that Docker waits. */
const FLUSH_WITHIN_MS = 2500;

const stdout = (line: string): void => void process.stdout.write(`${line}\n`);
const stderr = (line: string): void => void process.stderr.write(`${line}\n`);

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
    .option('--save-openapi', 'write openapi.json into the project', true)
    .option('--no-save-openapi', 'leave openapi.json as it is')
    .addOption(new Option('--openapi-format <format>', 'format of that file').choices(['json', 'yaml']).default('json'))
    .option('--mcp', 'serve the programs as tools of the Model Context Protocol at /mcp', false)
    .option('--auth', 'let in only who presents DSPY_API_KEY', false)
    .option('--no-auth', 'let in everybody')
    .addHelpText('after', '\nExample:\n  dspy-cli serve --port 8080 --host 127.0.0.1')
    .action((options: ServeOptions) => serveProject(process.cwd(), options));
}

interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly logsDir: string;
  readonly logs: boolean;
  readonly saveOpenapi: boolean;
  readonly openapiFormat: OpenAPIFormat;
  readonly mcp: boolean;
  readonly auth: boolean;
}

async function serveProject(directory: string, options: ServeOptions): Promise<void> {
  const { port: portNumber, host } = options;
  const project = findProject(directory);
  const env = loadEnvironment(directory);
  const config = await loadConfig(project.configFile, env);
  const settings = serverSettingsOf(config.server, env, {
    authToken: options.auth ? announcedToken(env) : undefined,
    logsDirectory: options.logs ? path.resolve(directory, options.logsDir) : undefined,
    mcp: options.mcp,
  });
  const tracingSettings = readTracingSettings(env);
  const tracing = tracingSettings && (await startTracing(tracingSettings));
  // Loaded last: OpenTelemetry must be there before anything that serves HTTP.
  const { startServer } = await import('../start-server.ts');
  const server = await startServer({ project, config, env, settings, host, port: portNumber, trace: tracing, warn: stderr });
  for (const { file, reason } of server.failures) stderr(`⚠ ${file} is not served: ${reason}`);
  stdout('Programs:');
  for (const { name, model } of server.programs) stdout(`  • ${name} (${model})  POST /${name}`);
  const described = options.saveOpenapi ? await savedOpenAPI(directory, server.openAPI(), options.openapiFormat) : '/openapi.json';
  stdout(`Serving ${config.app_id} on ${shownAddress(host, portNumber)}, described in ${described}`);
  process.on('unhandledRejection', (reason) => stderr(`⚠ a program left a promise that failed: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`));
  stopOnSignal(() => stopInOrder(server.stop, settings.shutdownMs, tracing));
}

/** A new token is shown once, to whoever started the server. */
function announcedToken(env: Environment): string {
  const { token, isGenerated } = authToken(env);
  if (isGenerated) stderr(`⚠ DSPY_API_KEY is not set; this token is valid until the server stops: ${token}`);
  return token;
}

/** A description that cannot be written down is still served. */
async function savedOpenAPI(directory: string, description: object, format: OpenAPIFormat): Promise<string> {
  try {
    return `/openapi.json and ${await saveOpenAPI(directory, description, format)}`;
  } catch (error) {
    stderr(`⚠ openapi.${format} was not written: ${error instanceof Error ? error.message : String(error)}`);
    return '/openapi.json';
  }
}

async function startTracing(settings: TracingSettings): Promise<Tracing> {
  const tracing = (await import('../tracing/start-tracing.ts')).startTracing(settings, stderr);
  stdout(`✓ OpenTelemetry tracing enabled: ${settings.serviceName} -> ${settings.destination}`);
  return tracing;
}

/** Stops once on the first signal, in order; a second one ends the process at once. */
function stopOnSignal(stop: () => Promise<void>): void {
  let asked = false;
  const onSignal = (): void => {
    if (asked) process.exit(130);
    asked = true;
    void stop();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

async function stopInOrder(stop: (deadlineMs: number) => Promise<number>, deadlineMs: number, tracing: Tracing | undefined): Promise<void> {
  const cut = await stop(deadlineMs);
  if (cut > 0) stderr(`⚠ ${cut} call(s) still running after ${deadlineMs / 1000} s were cancelled`);
  await tracing?.shutdown(FLUSH_WITHIN_MS);
  process.exit(0);
}

function shownAddress(host: string, portNumber: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${portNumber} (and every other address of this machine)`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${portNumber}`;
}

function port(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < 1 || number > 65_535) throw new InvalidArgumentError('expected a number from 1 to 65535.');
  return number;
}
