import { Command, InvalidArgumentError } from 'commander';
import { loadEnvironment, readTracingSettings, type TracingSettings } from '../config.ts';
import { DEFAULT_SERVER_SETTINGS } from '../http/server-settings.ts';
import { loadConfig } from '../project/load-config.ts';
import { findProject } from '../project/project.ts';
import type { Tracing } from '../tracing/start-tracing.ts';

/** Docker sends SIGKILL ten seconds after SIGTERM. */
const STOP_WITHIN_MS = 9000;
/** Kept back for sending the last spans. */
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
    .addHelpText('after', '\nExample:\n  dspy-cli serve --port 8080 --host 127.0.0.1')
    .action((options: { readonly port: number; readonly host: string }) => serveProject(process.cwd(), options));
}

async function serveProject(directory: string, { port: portNumber, host }: { readonly port: number; readonly host: string }): Promise<void> {
  const project = findProject(directory);
  const env = loadEnvironment(directory);
  const config = await loadConfig(project.configFile, env);
  const tracingSettings = readTracingSettings(env);
  const tracing = tracingSettings && (await startTracing(tracingSettings));
  const settings = { ...DEFAULT_SERVER_SETTINGS, bodyLimitBytes: config.server.body_limit };
  // Loaded last: OpenTelemetry must be there before anything that serves HTTP.
  const { startServer } = await import('../start-server.ts');
  const server = await startServer({ project, config, env, settings, host, port: portNumber, trace: tracing, warn: stderr });
  for (const { file, reason } of server.failures) stderr(`⚠ ${file} is not served: ${reason}`);
  stdout('Programs:');
  for (const { name, model } of server.programs) stdout(`  • ${name} (${model})  POST /${name}`);
  stdout(`Serving ${config.app_id} on ${shownAddress(host, portNumber)}, described in /openapi.json`);
  process.on('unhandledRejection', (reason) => stderr(`⚠ a program left a promise that failed: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`));
  stopOnSignal(server.stop, tracing);
}

async function startTracing(settings: TracingSettings): Promise<Tracing> {
  const tracing = (await import('../tracing/start-tracing.ts')).startTracing(settings, stderr);
  stdout(`✓ OpenTelemetry tracing enabled: ${settings.serviceName} -> ${settings.destination}`);
  return tracing;
}

/** Stops once on the first signal, in order; a second one ends the process at once. */
function stopOnSignal(stop: (deadlineMs: number) => Promise<number>, tracing: Tracing | undefined): void {
  let asked = false;
  const onSignal = (): void => {
    if (asked) process.exit(130);
    asked = true;
    void stopInOrder(stop, tracing);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

async function stopInOrder(stop: (deadlineMs: number) => Promise<number>, tracing: Tracing | undefined): Promise<void> {
  const cut = await stop(STOP_WITHIN_MS - FLUSH_WITHIN_MS);
  if (cut > 0) stderr(`⚠ ${cut} call(s) still running after ${(STOP_WITHIN_MS - FLUSH_WITHIN_MS) / 1000} s were cancelled`);
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
