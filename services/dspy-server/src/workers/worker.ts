import { logLine } from '../call-logs/log-line.ts';
import { CLIError } from '../cli-error.ts';
import type { CallLog } from '../call-logs/call-log.ts';
import { type OpenProject, openProject, type Shared } from '../serving/open-project.ts';
import type { ServeOptions } from '../serving/serve-options.ts';
import { SupervisorLink } from './supervisor-link.ts';

/** How often a worker tells its figures: so much of them is lost when it dies. */
const TELL_MS = 1000;

/** Serves a project as one of several processes, as its supervisor says. Ends with the process. */
export async function work(directory: string, options: ServeOptions): Promise<void> {
  const link = new SupervisorLink();
  // Ctrl-C reaches every process of the terminal; when to stop is for the supervisor to say.
  process.on('SIGINT', () => undefined);
  const { token } = await link.told('start');
  let project: OpenProject;
  try {
    project = await openProject(directory, options, sharedThrough(link, token));
  } catch (error) {
    if (!(error instanceof CLIError)) process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    await link.tell({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) });
    process.exit(1);
  }
  follow(link, project);
  await link.tell({ kind: 'ready', report: project.report });
}

function follow(link: SupervisorLink, { server, stop: stopProject }: OpenProject): void {
  let calls = 0;
  setInterval(() => {
    const ended = server.callsEnded();
    if (ended !== calls) void link.tell({ kind: 'figures', figures: server.programFigures() });
    calls = ended;
  }, TELL_MS).unref();
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    const cut = await stopProject();
    await link.tell({ kind: 'figures', figures: server.programFigures() });
    await link.tell({ kind: 'stopped', cut });
    process.exit(0);
  };
  link.on('run-schedules', server.runSchedules);
  link.on('tell-figures', ({ asked }) => void link.tell({ kind: 'figures', figures: server.figures(), asked }));
  link.on('stop', () => void stop());
  link.on('retire', async () => {
    void server.endSchedules().then(() => link.tell({ kind: 'schedules-ended' }));
    const { done } = await server.retire();
    await link.tell({ kind: 'retired' });
    await done;
    await stop();
  });
  process.on('SIGTERM', () => void stop());
}

function sharedThrough(link: SupervisorLink, token: string): Shared {
  const logs: CallLog = {
    add: (call) => void link.tell({ kind: 'call', program: call.program.name, line: logLine(call) }),
    newest: (program, limit) => link.ask({ what: 'logs', program, limit }),
    // The supervisor writes them; messages arrive in order.
    flush: () => Promise.resolve(),
  };
  return { token, logs, figures: () => link.ask({ what: 'figures' }), warnOnce: (line) => void link.tell({ kind: 'warn-once', line }) };
}
