import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Context } from 'koa';
import { type AppDependencies, createApp } from '../app.ts';
import { createHTTPServer } from '../http/http-server.ts';
import { DEFAULT_SERVER_SETTINGS, type ServerSettings } from '../http/server-settings.ts';
import { type EndedCall, ProgramRunner } from '../load/program-runner.ts';
import type { CallLog } from '../call-logs/call-log.ts';
import { RecentCalls } from '../call-logs/recent-calls.ts';
import { PageFiles } from '../http/pages/page-files.ts';
import { Metrics } from '../metrics/metrics.ts';
import type { PromptRuns } from '../prompt-runs/prompt-runs.ts';
import type { Program, Served } from '../programs/program.ts';

export interface TestAppOptions {
  readonly served: Served | readonly Program[];
  readonly settings?: Partial<ServerSettings>;
  readonly traceId?: string;
  readonly listenOn?: string;
  readonly logs?: CallLog;
  readonly page?: PageFiles;
  readonly promptRuns?: PromptRuns;
  readonly mcp?: (served: Served, runner: ProgramRunner, onError: AppDependencies['onError']) => (ctx: Context) => Promise<void>;
}

/** The app, listening on this machine. */
export interface TestApp extends AsyncDisposable {
  readonly base: string;
  readonly port: number;
  readonly runner: ProgramRunner;
  /** The routes that requests were said to belong to. */
  readonly routes: readonly string[];
  /** Errors that were answered 5xx. */
  readonly reported: readonly { readonly error: unknown; readonly status: number }[];
  /** Calls that ended, oldest first. */
  readonly ended: readonly EndedCall[];
  beginStopping(): void;
}

/** Tests of the API do without a built page. */
const NO_FOLDER = path.join(import.meta.dirname, 'no-page');

export async function serveApp({ served: given, settings: changes = {}, traceId, listenOn = '127.0.0.1', logs = new RecentCalls(), page = new PageFiles(NO_FOLDER), mcp, promptRuns }: TestAppOptions): Promise<TestApp> {
  const served: Served = 'programs' in given ? given : { programs: new Map(given.map((program) => [program.name, program])), failures: [] };
  let stopping = false;
  const settings = { ...DEFAULT_SERVER_SETTINGS, ...changes };
  const [routes, reported, ended]: [string[], { error: unknown; status: number }[], EndedCall[]] = [[], [], []];
  const metrics = new Metrics();
  const runner = new ProgramRunner({
    ...settings,
    onEnd: (call) => {
      ended.push(call);
      metrics.add(call);
      logs.add(call);
    },
  });
  const onError: AppDependencies['onError'] = (error, { status }) => reported.push({ error, status });
  const app = createApp({
    project: { title: 'my-project', description: 'A test', defaultModel: 'openai:gpt-4o-mini' },
    served,
    settings,
    runner,
    figures: async () => metrics.figures(served.programs.keys(), runner),
    logs,
    page,
    mcp: mcp?.(served, runner, onError),
    promptRuns,
    leaving: () => stopping,
    stopping: () => stopping,
    ...(traceId === undefined ? {} : { trace: { nameRoute: (route: string) => void routes.push(route), traceId: () => traceId, linkTo: () => undefined, withHeaders: (_headers, answer) => answer() } }),
    onError,
  });
  const server = createHTTPServer(app.callback(), settings);
  server.listen(0, listenOn);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    base: `http://127.0.0.1:${port}`,
    port,
    runner,
    routes,
    reported,
    ended,
    beginStopping: () => (stopping = true),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
