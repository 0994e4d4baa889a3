import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { EndedCall, ProgramRunner } from '../load/program-runner.ts';
import { NO_FIGURES, type ProcessFigures, type ProgramFigures, type ServerFigures } from './figures.ts';
import { ProgramCounter } from './program-counter.ts';

/** How finely the event loop is watched. */
const WATCH_MS = 20;

/** The event loop's delays are those of a stretch of at least this time, however often they are read. */
const STRETCH_MS = 60_000;

/** Counts what this process does. */
export class Metrics {
  readonly #counters = new Map<string, ProgramCounter>();
  #calls = 0;
  readonly #delay = monitorEventLoopDelay({ resolution: WATCH_MS });
  #delayedSince = performance.now();
  #lastDelay: ProcessFigures['loopDelay'] | undefined;

  constructor() {
    this.#delay.enable();
  }

  add(call: EndedCall): void {
    const { name } = call.program;
    let counter = this.#counters.get(name);
    if (!counter) this.#counters.set(name, (counter = new ProgramCounter()));
    counter.add(call);
    this.#calls += 1;
  }

  /** How many calls came to their end. */
  get calls(): number {
    return this.#calls;
  }

  /** @param programs what is served; others were never called. @param runner knows who runs and who waits. */
  figures(programs: Iterable<string>, runner: ProgramRunner): ServerFigures {
    return { programs: this.ofPrograms(programs, runner), processes: [this.#ofProcess()] };
  }

  /** {@link figures} without those of the process. */
  ofPrograms(programs: Iterable<string>, runner: ProgramRunner): Record<string, ProgramFigures> {
    const figures: Record<string, ProgramFigures> = {};
    for (const name of programs) {
      const { running, waiting, refused } = runner.queueOf(name);
      figures[name] = { ...(this.#counters.get(name)?.figures() ?? NO_FIGURES), running, waiting, refused };
    }
    return figures;
  }

  #ofProcess(): ProcessFigures {
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    return {
      pid: process.pid,
      cpuSeconds: (user + system) / 1e6,
      residentBytes: rss,
      heapBytes: heapUsed,
      startedAt: Math.round(Date.now() / 1000 - process.uptime()),
      loopDelay: this.#loopDelay(),
    };
  }

  /** Of the last whole stretch, and of the time since the start before there is one. */
  #loopDelay(): ProcessFigures['loopDelay'] {
    const isWhole = performance.now() - this.#delayedSince >= STRETCH_MS;
    if (!isWhole && this.#lastDelay) return this.#lastDelay;
    const delay = { p50: this.#delay.percentile(50) / 1e9, p99: this.#delay.percentile(99) / 1e9 };
    if (!isWhole) return delay;
    this.#delay.reset();
    this.#delayedSince = performance.now();
    return (this.#lastDelay = delay);
  }
}
