import cluster from 'node:cluster';
import { openLogs } from '../call-logs/open-logs.ts';
import { CLIError } from '../cli-error.ts';
import { announce, showNewToken, warnOfFailures, writeDescription } from '../serving/announce.ts';
import { say, warn } from '../serving/say.ts';
import type { ServeOptions } from '../serving/serve-options.ts';
import type { ServingReport } from '../serving/serving-report.ts';
import { stopOnSignal } from '../serving/stop-on-signal.ts';
import { Supervisor } from './supervisor.ts';
import { watchProject } from './watch-project.ts';

/**
 * Serves a project from processes of its own, which share the port, and has new ones take over when the project changes.
 *
 * @param size how many processes serve at a time.
 * @throws {CLIError} when something in it has to be changed first.
 */
export async function supervise(directory: string, options: ServeOptions, size: number): Promise<void> {
  cluster.setupPrimary({ silent: true });
  const supervisor = new Supervisor(size, ({ logs }) => openLogs({ ...logs, warn }));
  const started = Promise.withResolvers<ServingReport>();
  let report: ServingReport | undefined;
  const reload = async (changed: string): Promise<void> => {
    // The first workers may have read what changes while they start, or not.
    const before = report ?? (await started.promise);
    try {
      report = await supervisor.takeOver((next) => refuseBroken(next, before));
    } catch (error) {
      if (supervisor.isStopping) return;
      if (!(error instanceof CLIError)) throw error;
      warn(`⚠ ${changed} changed, but what was served before still is: ${error.message}`);
      return;
    }
    if (report.newToken !== before.newToken) showNewToken(report);
    warnOfFailures(report);
    await writeDescription(report, directory, options);
    say(`Reloaded since ${changed} changed: ${report.programs.map(({ name }) => name).join(', ')}`);
  };
  if (options.reload) await watchProject(directory, reload);
  const first = await supervisor.takeOver();
  report = first;
  stopOnSignal(
    async () => {
      const { shutdownMs } = report ?? first;
      const cut = await supervisor.stop(shutdownMs);
      if (cut > 0) warn(`⚠ ${cut} call(s) still running after ${shutdownMs / 1000} s were cancelled`);
    },
    () => supervisor.kill(),
  );
  await announce(first, directory, options);
  started.resolve(first);
}

/** What was served once must not be lost by an edit; what failed before the edit may go on failing. @throws {CLIError} */
function refuseBroken({ failures, programs }: ServingReport, before: ServingReport): void {
  const lost = before.programs.filter(({ name }) => programs.every((program) => program.name !== name));
  const broken = failures.find(({ file }) => before.failures.every((known) => known.file !== file) || lost.some((program) => program.file === file));
  if (broken) throw new CLIError(`${broken.file}: ${broken.reason}`);
}
