import { once } from 'node:events';
import type { Server } from 'node:http';
import { setTimeout as elapsed } from 'node:timers/promises';
import { createApp, type RequestTrace } from './app.ts';
import { CLIError } from './cli-error.ts';
import type { Environment } from './config.ts';
import { undiciFetch } from './fetch/undici-fetch.ts';
import { CronRunner } from './gateways/cron-runner.ts';
import { setUpGateways, shutDownGateways } from './gateways/life-cycle.ts';
import type { FailedRequest } from './http/error-response.ts';
import { closeServer, createHTTPServer, leaveConnections } from './http/http-server.ts';
import { openAPI } from './http/openapi.ts';
import type { ServerSettings } from './http/server-settings.ts';
import { ProgramRunner } from './load/program-runner.ts';
import { openLogs } from './call-logs/open-logs.ts';
import { PAGE_FOLDER, PageFiles } from './http/pages/page-files.ts';
import type { ServerFigures } from './metrics/figures.ts';
import { Metrics } from './metrics/metrics.ts';
import type { LoadedConfig } from './project/load-config.ts';
import type { Project } from './project/project.ts';
import { createPrograms } from './programs/create-programs.ts';
import { discoverModules } from './programs/discover.ts';
import type { Program, ProgramFailure } from './programs/program.ts';
import type { Shared } from './serving/open-project.ts';
import { VERSION } from './version.ts';

export interface ServerOptions {
  readonly project: Project;
  readonly loaded: LoadedConfig;
  readonly env: Environment;
  readonly settings: ServerSettings;
  readonly host: string;
  readonly port: number;
  readonly trace?: RequestTrace | undefined;
  /** Writes one line to standard error. */
  readonly warn: (line: string) => void;
  /** What it has in common with the processes beside it. */
  readonly shared?: Shared | undefined;
}

/** A server that is listening. */
export interface Serving {
  readonly programs: readonly Program[];
  readonly failures: readonly ProgramFailure[];
  /** The OpenAPI description of what is served now. */
  readonly openAPI: () => Record<string, unknown>;
  /** What this process did so far. */
  readonly figures: () => ServerFigures;
  /** The same without what the process uses, which is told as of the last time. */
  readonly programFigures: () => ServerFigures;
  /** How many calls came to their end. */
  readonly callsEnded: () => number;
  /** Runs the schedules of the programs from now on. A process alone does so from the start. */
  readonly runSchedules: () => void;
  /** Starts no more scheduled runs. Resolves once none goes on. */
  readonly endSchedules: () => Promise<void>;
  /**
   * Leaves new requests to another process that listens at the same address. Resolves once every connection that brought
   * one has been told to close; what it resolves to says when the requests in flight have been answered. `stop` must follow.
   */
  readonly retire: () => Promise<{ readonly done: Promise<void> }>;
  /** Starts no more calls and finishes those in flight, for at most `deadlineMs`. @returns how many had to be cut off. */
  readonly stop: (deadlineMs: number) => Promise<number>;
}

/**
 * Loads a project's programs and serves them.
 *
 * @throws {CLIError} when there is nothing to serve or nowhere to listen.
 */
export async function startServer({ project, loaded, env, settings, host, port, trace, warn, shared }: ServerOptions): Promise<Serving> {
  const outgoing = undiciFetch();
  const served = createPrograms(await discoverModules(project), loaded, env, outgoing.fetch);
  const { config } = loaded;
  if (served.programs.size === 0) throw new CLIError(nothingToServe(project, served.failures));
  const state = { leaving: false, stopping: false };
  const info = { title: config.app_id, description: config.description, defaultModel: config.models.default };
  const metrics = new Metrics();
  const logs = shared?.logs ?? (await openLogs({ directory: settings.logsDirectory, fileBytes: settings.logFileBytes, files: settings.logFiles, warn }));
  const runner = new ProgramRunner({
    ...settings,
    onEnd: (call) => {
      metrics.add(call);
      logs.add(call);
    },
  });
  const figures = (): ServerFigures => metrics.figures(served.programs.keys(), runner);
  const onError = (error: unknown, { method, path, status }: FailedRequest): void => warn(`${method} ${path} ${status}: ${description(error, status)}`);
  const mcp = settings.mcp ? (await import('./mcp/mcp-endpoint.ts')).mcpEndpoint({ name: config.app_id, version: VERSION, served, runner, bodyLimitBytes: settings.bodyLimitBytes, onError }) : undefined;
  const promptRuns = settings.promptRuns ? (await import('./prompt-runs/prompt-runs.ts')).createPromptRuns(config, env, outgoing.fetch, (origin) => trace?.linkTo(origin)) : undefined;
  const app = createApp({
    project: info,
    served,
    settings,
    runner,
    figures: shared?.figures ?? (async () => figures()),
    logs,
    page: new PageFiles(PAGE_FOLDER),
    mcp,
    promptRuns,
    leaving: () => state.leaving,
    stopping: () => state.stopping,
    trace,
    onError,
  });
  const server = createHTTPServer(app.callback(), settings);
  const crons = new CronRunner(runner, warn);
  await setUpGateways(served);
  await listen(server, host, port);
  if (!shared) crons.follow(served);
  const closed = once(server, 'close');
  const leave = (): void => {
    state.leaving = true;
    crons.stop();
  };
  return {
    programs: [...served.programs.values()],
    failures: served.failures,
    openAPI: () => openAPI(info, served.programs.values(), settings, promptRuns?.program),
    figures,
    programFigures: () => ({ programs: metrics.ofPrograms(served.programs.keys(), runner), processes: [] }),
    callsEnded: () => metrics.calls,
    runSchedules: () => crons.follow(served),
    endSchedules: () => {
      crons.stop();
      return crons.finished();
    },
    retire: async () => {
      leave();
      await leaveConnections(server);
      return { done: Promise.all([closed, crons.finished()]).then(() => undefined) };
    },
    stop: async (deadlineMs) => {
      leave();
      state.stopping = true;
      const cut = await closeServer(server, runner, deadlineMs, Promise.all([closed, Promise.race([crons.finished(), elapsed(deadlineMs, undefined, { ref: false })])]));
      await shutDownGateways(served, warn);
      await logs.flush();
      await outgoing.close();
      return cut;
    },
  };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === 'EADDRINUSE' ? 'something listens there already; choose another with --port' : (cause as Error).message;
    throw new CLIError(`cannot listen on ${host} port ${port}: ${reason}`, { cause });
  }
}

function nothingToServe(project: Project, failures: readonly ProgramFailure[]): string {
  const [first] = failures;
  if (first) return `no program could be loaded; ${first.file}: ${first.reason}`;
  return `no program found: expected an exported class that extends Module in ${project.modulesDirectory}`;
}

/** Failures of models and searches say enough in their message; a program's own error needs its stack. */
function description(error: unknown, status: number): string {
  if (!(error instanceof Error)) return String(error);
  return status === 500 && error.stack ? error.stack : `${error.name}: ${error.message}`;
}
