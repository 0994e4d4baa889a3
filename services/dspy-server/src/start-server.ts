import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createApp, type RequestTrace } from './app.ts';
import { CLIError } from './cli-error.ts';
import type { Environment } from './config.ts';
import { withoutSecrets } from './http/without-secrets.ts';
import type { ProjectConfig } from './project/config-schema.ts';
import type { Project } from './project/project.ts';
import { createPrograms } from './programs/create-programs.ts';
import { discoverModules } from './programs/discover.ts';
import type { Program, ProgramFailure } from './programs/program.ts';

export interface ServerOptions {
  readonly project: Project;
  readonly config: ProjectConfig;
  readonly env: Environment;
  readonly host: string;
  readonly port: number;
  readonly trace?: RequestTrace | undefined;
  /** Writes one line to standard error. */
  readonly warn: (line: string) => void;
}

/** A server that is listening. */
export interface Serving {
  readonly programs: readonly Program[];
  readonly failures: readonly ProgramFailure[];
  /** Takes no more requests and finishes those in flight, for at most `deadlineMs`. @returns how many had to be cut off. */
  readonly stop: (deadlineMs: number) => Promise<number>;
}

/**
 * Loads a project's programs and serves them.
 *
 * @throws {CLIError} when there is nothing to serve or nowhere to listen.
 */
export async function startServer({ project, config, env, host, port, trace, warn }: ServerOptions): Promise<Serving> {
  const { programs, failures } = createPrograms(await discoverModules(project), config, env, project.configFile);
  if (programs.size === 0) throw new CLIError(nothingToServe(project, failures));
  let stopping = false;
  const app = createApp({
    project: { title: config.app_id, description: config.description, defaultModel: config.models.default },
    programs,
    failures,
    bodyLimit: config.server.body_limit,
    stopping: () => stopping,
    trace,
    onError: (error, { method, path, status }) => warn(withoutSecrets(`${method} ${path} ${status}: ${description(error, status)}`)),
  });
  const server = createServer(app.callback());
  await listen(server, host, port);
  return {
    programs: [...programs.values()],
    failures,
    stop: (deadlineMs) => {
      stopping = true;
      return close(server, deadlineMs);
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

async function close(server: Server, deadlineMs: number): Promise<number> {
  let cut = 0;
  const timer = setTimeout(() => {
    server.getConnections((_error, count) => {
      cut = count;
      server.closeAllConnections();
    });
  }, deadlineMs);
  server.close();
  await once(server, 'close');
  clearTimeout(timer);
  return cut;
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
