import cluster, { type Worker } from 'node:cluster';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { CLIError } from '../cli-error.ts';
import { remainsOf, type ServerFigures } from '../metrics/figures.ts';
import { say, warn } from '../serving/say.ts';
import type { ServingReport } from '../serving/serving-report.ts';
import type { Answers, FromWorker, Question, ToWorker } from './messages.ts';

/** A worker that does not tell its figures in this time is busy; those that it told last must do. */
const FIGURES_WITHIN_MS = 1000;

/** What a worker wants from its supervisor. */
export interface WorkerRequests {
  readonly answer: (question: Question) => Promise<Answers[keyof Answers]>;
  readonly log: (program: string, line: string) => void;
  readonly warnOnce: (line: string) => void;
}

/** A process that serves, as its supervisor sees it. */
export class WorkerProcess {
  /** Its place among the workers: 1, 2, … */
  readonly place: number;
  /** What it serves. @throws {CLIError} when it cannot. */
  readonly ready: Promise<ServingReport>;
  /** Resolves when no new request reaches it any more. */
  readonly retired: Promise<void>;
  /** Resolves when it was told to retire or stop, and none of its scheduled runs goes on. */
  readonly schedulesEnded: Promise<void>;
  /** How it ended: `code 1`, `SIGKILL`. */
  readonly ended: Promise<string>;
  readonly #worker: Worker;
  readonly #told = new Map<number, () => void>();
  #figures: ServerFigures = { programs: {}, processes: [] };
  #questions = 0;
  #report: ServingReport | undefined;
  #isWanted = true;
  #cut = 0;
  #end: string | undefined;

  constructor(place: number, token: string, { answer, log, warnOnce }: WorkerRequests) {
    this.place = place;
    this.#worker = cluster.fork();
    const [ready, retired, schedulesEnded] = [Promise.withResolvers<ServingReport>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    this.ready = ready.promise;
    this.retired = retired.promise;
    this.schedulesEnded = schedulesEnded.promise;
    this.ended = new Promise((resolve) => {
      this.#worker.once('exit', (code: number | null, signal: string | null) => {
        const how = signal ?? `code ${code}`;
        this.#end = how;
        ready.reject(new CLIError(`a worker ended with ${how} before it was ready`));
        retired.resolve();
        schedulesEnded.resolve();
        for (const told of this.#told.values()) told();
        resolve(how);
      });
    });
    // Nobody may be waiting for it any more when it ends.
    this.ready.catch(() => undefined);
    this.#worker.on('message', (message: FromWorker) => {
      if (message.kind === 'ready') {
        this.#report = message.report;
        ready.resolve(message.report);
      } else if (message.kind === 'failed') ready.reject(new CLIError(message.reason));
      else if (message.kind === 'retired') retired.resolve();
      else if (message.kind === 'schedules-ended') schedulesEnded.resolve();
      else if (message.kind === 'stopped') this.#cut = message.cut;
      else if (message.kind === 'call') log(message.program, message.line);
      else if (message.kind === 'warn-once') warnOnce(message.line);
      else if (message.kind === 'ask') void this.#answer(message.id, answer(message.question));
      else this.#learn(message);
    });
    this.#worker.on('error', (error) => warn(`⚠ worker ${place}: ${error.message}`));
    passOn(this.#worker.process.stdout, say);
    passOn(this.#worker.process.stderr, warn);
    this.#tell({ kind: 'start', token });
  }

  /** Whether it listens. */
  get isReady(): boolean {
    return this.#report !== undefined;
  }

  /** How it ended; `undefined` as long as it has not. */
  get end(): string | undefined {
    return this.#end;
  }

  /** Whether it was not told to end. */
  get isWanted(): boolean {
    return this.#isWanted;
  }

  /** How many calls it had to cut off when it stopped. */
  get cut(): number {
    return this.#cut;
  }

  /** What is left of its figures when it has ended. */
  get remains(): ServerFigures {
    return remainsOf(this.#figures);
  }

  /** What it did so far. */
  async figures(): Promise<ServerFigures> {
    const asked = (this.#questions += 1);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, FIGURES_WITHIN_MS);
      this.#told.set(asked, () => {
        clearTimeout(timer);
        resolve();
      });
      this.#tell({ kind: 'tell-figures', asked });
    });
    this.#told.delete(asked);
    return this.#figures;
  }

  runSchedules(): void {
    this.#tell({ kind: 'run-schedules' });
  }

  /** Has it finish what it does and end; one that has not when none of its calls may go on any more is ended. */
  async retire(): Promise<void> {
    this.#isWanted = false;
    this.#tell({ kind: 'retire' });
    const { requestTimeoutMs = 0, shutdownMs = 0 } = this.#report ?? {};
    const late = setTimeout(() => this.kill(), requestTimeoutMs + shutdownMs);
    await this.ended;
    clearTimeout(late);
  }

  /** Has it end within its deadline; one that does not serve yet ends at once. */
  stop(): void {
    this.#isWanted = false;
    if (this.#report) this.#tell({ kind: 'stop' });
    else this.kill();
  }

  kill(): void {
    this.#isWanted = false;
    this.#worker.process.kill('SIGKILL');
  }

  async #answer(id: number, given: Promise<Answers[keyof Answers]>): Promise<void> {
    try {
      this.#tell({ kind: 'answer', id, answer: await given });
    } catch (error) {
      this.#tell({ kind: 'no-answer', id, reason: (error as Error).message });
    }
  }

  #learn({ figures, asked }: Extract<FromWorker, { readonly kind: 'figures' }>): void {
    this.#figures = figures;
    if (asked !== undefined) this.#told.get(asked)?.();
  }

  #tell(message: ToWorker): void {
    // One that has ended hears nothing, and its end is told elsewhere.
    if (this.#worker.isConnected()) this.#worker.process.send(message, () => undefined);
  }
}

/** Whole lines only: those of several workers must not run into each other. */
function passOn(stream: Readable | null, write: (line: string) => void): void {
  if (stream) createInterface({ input: stream, crlfDelay: Infinity }).on('line', write);
}
