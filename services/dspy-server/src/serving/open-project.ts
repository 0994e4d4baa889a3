import path from 'node:path';
import type { CallLog } from '../call-logs/call-log.ts';
import { loadEnvironment, readTracingSettings, type TracingSettings } from '../config.ts';
import { authToken } from '../http/auth/auth-token.ts';
import { gatewayPath } from '../gateways/read-gateways.ts';
import type { ServerFigures } from '../metrics/figures.ts';
import { isBehindGateway, type Program } from '../programs/program.ts';
import { loadConfig } from '../project/load-config.ts';
import { findProject } from '../project/project.ts';
import { serverSettingsOf } from '../project/server-settings-of.ts';
import type { Serving } from '../start-server.ts';
import type { Tracing } from '../tracing/start-tracing.ts';
import { warn } from './say.ts';
import type { ServeOptions } from './serve-options.ts';
import type { ServingReport } from './serving-report.ts';

/** Kept back for sending the last spans; with the calls' own time, less than the ten seconds that Docker waits. */
export const FLUSH_WITHIN_MS = 2500;

/** What several processes that serve one project have in common; a process alone has none of it. */
export interface Shared {
  /** Lets in under `--auth` when the project names no token. */
  readonly token: string;
  /** The figures of all of them. */
  readonly figures: () => Promise<ServerFigures>;
  /** Where all of them log their calls. */
  readonly logs: CallLog;
  /** Says something that each of them would say. */
  readonly warnOnce: (line: string) => void;
}

/** A project that is being served by this process. */
export interface OpenProject {
  readonly report: ServingReport;
  readonly server: Serving;
  /** Stops in order: calls in flight, then their spans. @returns how many calls had to be cut off. */
  readonly stop: () => Promise<number>;
}

/**
 * Reads a project and serves it from this process.
 *
 * @throws {CLIError} when something in it has to be changed first.
 */
export async function openProject(directory: string, options: ServeOptions, shared?: Shared): Promise<OpenProject> {
  const { port, host } = options;
  const project = findProject(directory);
  const env = loadEnvironment(directory);
  const loaded = await loadConfig(project.configFile, env);
  const { config } = loaded;
  const auth = options.auth ? authToken(env, shared?.token) : undefined;
  const settings = serverSettingsOf(config.server, env, {
    authToken: auth?.token,
    logsDirectory: options.logs ? path.resolve(directory, options.logsDir) : undefined,
    mcp: options.mcp,
  });
  const tracingSettings = readTracingSettings(env);
  const tracing = tracingSettings && (await startTracing(tracingSettings, shared?.warnOnce ?? warn));
  // Loaded last: OpenTelemetry must be there before anything that serves HTTP.
  const { startServer } = await import('../start-server.ts');
  const server = await startServer({ project, loaded, env, settings, host, port, trace: tracing, warn, shared });
  process.on('unhandledRejection', (reason) => warn(`⚠ a program left a promise that failed: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`));
  return {
    report: {
      appId: config.app_id,
      programs: server.programs.map((program) => ({ name: program.name, file: program.file, model: program.model, routes: routesOf(program) })),
      failures: server.failures,
      description: server.openAPI(),
      tracing: tracingSettings && `${tracingSettings.serviceName} -> ${tracingSettings.destination}`,
      newToken: auth?.isGenerated ? auth.token : undefined,
      requestTimeoutMs: settings.requestTimeoutMs,
      shutdownMs: settings.shutdownMs,
      logs: { directory: settings.logsDirectory, fileBytes: settings.logFileBytes, files: settings.logFiles },
    },
    server,
    stop: async () => {
      const cut = await server.stop(settings.shutdownMs);
      await tracing?.shutdown(FLUSH_WITHIN_MS);
      return cut;
    },
  };
}

/** As `POST /MyRAG`, or those of its gateways. */
function routesOf(program: Program): string[] {
  const { name, apiGateways } = program;
  return isBehindGateway(program) ? apiGateways.map((gateway) => `${gateway.method} ${gatewayPath(gateway, name)}`) : [`POST /${name}`];
}

async function startTracing(settings: TracingSettings, report: (line: string) => void): Promise<Tracing> {
  return (await import('../tracing/start-tracing.ts')).startTracing(settings, report);
}
