import { setTimeout as elapsed } from 'node:timers/promises';
import type { openLogs } from '../call-logs/open-logs.ts';
import { newToken } from '../http/auth/auth-token.ts';
import { remainsOf, type ServerFigures, sumOf, sumWithPast } from '../metrics/figures.ts';
import { FLUSH_WITHIN_MS } from '../serving/open-project.ts';
import { warn } from '../serving/say.ts';
import type { ServingReport } from '../serving/serving-report.ts';
import type { Answers, Question } from './messages.ts';
import { WorkerProcess, type WorkerRequests } from './worker-process.ts';

type Logs = Awaited<ReturnType<typeof openLogs>>;

/** One that lived shorter than this is not replaced at once: whatever ended it may end the next one too. */
const STABLE_MS = 10_000;
const LONGEST_WAIT_MS = 30_000;
/** Leaving connections takes half of it. */
const RETIRE_WITHIN_MS = 2000;
/** Beyond its own deadline a worker is stuck. */
const STUCK_MS = 500;

/** Keeps a number of workers serving: starts them, replaces those that die, and has new ones take over from old ones. */
export class Supervisor {
  readonly #size: number;
  readonly #openLogs: (report: ServingReport) => Promise<Logs>;
  readonly #token = newToken();
  readonly #alive = new Set<WorkerProcess>();
  readonly #said = new Set<string>();
  #serving: readonly WorkerProcess[] = [];
  /** Lines of calls wait for it until the first worker has said how to log. */
  readonly #firstLogs = Promise.withResolvers<Logs>();
  #logs = this.#firstLogs.promise;
  #logsAre = '';
  /** What workers did that have ended. */
  #past: ServerFigures = { programs: {}, processes: [] };
  #isStopping = false;

  /** @param size how many workers serve. @param openLogs where those who are so described leave their calls. */
  constructor(size: number, openLogs: (report: ServingReport) => Promise<Logs>) {
    this.#size = size;
    this.#openLogs = openLogs;
  }

  /**
   * Starts new workers and, once all of them listen, has them take over from those before. Resolves when every new
   * request reaches the new ones; those in flight are finished by whom they reached.
   *
   * @param accept refuses, by throwing, what the first of them would serve.
   * @throws {CLIError} when they cannot serve; those before go on as if nothing had happened.
   */
  async takeOver(accept: (report: ServingReport) => void = () => undefined): Promise<ServingReport> {
    const started: WorkerProcess[] = [];
    let report: ServingReport;
    try {
      const first = this.#fork(1, started);
      report = await first.ready;
      accept(report);
      this.#reopenLogs(report);
      await Promise.all(Array.from({ length: this.#size - 1 }, (_, index) => this.#fork(index + 2, started).ready));
    } catch (error) {
      for (const worker of started) worker.kill();
      throw error;
    }
    const before = this.#serving;
    this.#serving = started;
    for (const worker of started) if (worker.end !== undefined) void this.#replace(worker, worker.end, 0);
    for (const worker of before) void worker.retire();
    if (started[0]) void this.#runSchedules(started[0]);
    await Promise.all(before.map((worker) => this.#retired(worker)));
    return report;
  }

  /** Whether it was told to stop. */
  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Stops all workers. @returns how many calls had to be cut off. */
  async stop(shutdownMs: number): Promise<number> {
    this.#isStopping = true;
    const all = [...this.#alive];
    for (const worker of all) worker.stop();
    const late = setTimeout(() => this.kill(), shutdownMs + FLUSH_WITHIN_MS + STUCK_MS);
    await Promise.all(all.map((worker) => worker.ended));
    clearTimeout(late);
    await (await this.#logs).flush();
    return all.reduce((sum, { cut }) => sum + cut, 0);
  }

  /** Ends all workers at once. */
  kill(): void {
    for (const worker of this.#alive) worker.kill();
  }

  #fork(place: number, among?: WorkerProcess[]): WorkerProcess {
    const worker = new WorkerProcess(place, this.#token, this.#requests);
    this.#alive.add(worker);
    among?.push(worker);
    void this.#attend(worker);
    return worker;
  }

  async #attend(worker: WorkerProcess): Promise<void> {
    const startedAt = performance.now();
    const how = await worker.ended;
    this.#alive.delete(worker);
    this.#past = remainsOf(sumOf([this.#past, worker.remains]));
    if (worker.isWanted && this.#serving.includes(worker)) await this.#replace(worker, how, performance.now() - startedAt);
  }

  async #replace(dead: WorkerProcess, how: string, livedMs: number): Promise<void> {
    warn(`⚠ worker ${dead.place} ended (${how}); another takes its place`);
    let waitMs = livedMs < STABLE_MS ? 1000 : 0;
    // A take-over in the meantime has filled the place.
    while (!this.#isStopping && this.#serving.includes(dead)) {
      await elapsed(waitMs);
      if (this.#isStopping || !this.#serving.includes(dead)) return;
      const next = this.#fork(dead.place);
      try {
        await next.ready;
      } catch (error) {
        waitMs = Math.min(Math.max(waitMs * 2, 1000), LONGEST_WAIT_MS);
        warn(`⚠ worker ${dead.place} cannot be started again: ${(error as Error).message}; trying again in ${waitMs / 1000} s`);
        continue;
      }
      if (!this.#serving.includes(dead)) {
        void next.retire();
        return;
      }
      this.#serving = this.#serving.map((worker) => (worker === dead ? next : worker));
      if (next.place === 1) void this.#runSchedules(next);
      return;
    }
  }

  /** Not before the scheduled runs of those that it took over from have ended: no run is joined by another. */
  async #runSchedules(worker: WorkerProcess): Promise<void> {
    await Promise.all([...this.#alive].filter(({ isWanted }) => !isWanted).map(({ schedulesEnded }) => schedulesEnded));
    if (worker.isWanted && this.#serving.includes(worker)) worker.runSchedules();
  }

  /** A program in a loop that never ends must not keep edits from being served. */
  async #retired(worker: WorkerProcess): Promise<void> {
    const isStuck = await Promise.race([worker.retired.then(() => false), elapsed(RETIRE_WITHIN_MS, true, { ref: false })]);
    if (isStuck) warn(`⚠ worker ${worker.place} does not let go: a program keeps its process from doing anything else. It is ended once its calls have had their time`);
  }

  #reopenLogs(report: ServingReport): void {
    const how = JSON.stringify(report.logs);
    if (how === this.#logsAre) return;
    this.#logsAre = how;
    const isFirst = this.#serving.length === 0;
    const reopened = isFirst ? this.#openLogs(report) : this.#logs.then((logs) => logs.flush()).then(() => this.#openLogs(report));
    if (isFirst) this.#firstLogs.resolve(reopened);
    this.#logs = reopened;
  }

  readonly #requests: WorkerRequests = {
    answer: (question) => this.#answer(question),
    log: (program, line) => void this.#logs.then((logs) => logs.addLine(program, line)),
    warnOnce: (line) => {
      if (!this.#said.has(line)) warn(line);
      this.#said.add(line);
    },
  };

  async #answer(question: Question): Promise<Answers[keyof Answers]> {
    if (question.what === 'logs') return (await this.#logs).newest(question.program, question.limit);
    const all = await Promise.all([...this.#alive].filter(({ isReady }) => isReady).map((worker) => worker.figures()));
    return sumWithPast(this.#past, all);
  }
}
