/** How many calls took how long: one count per bound of {@link DURATION_BOUNDS}, and one for those beyond. */
export interface Durations {
  readonly counts: readonly number[];
  readonly sumSeconds: number;
}

/** What is known of one program's calls since the server started. Plain data: workers send it to each other. */
export interface ProgramFigures {
  readonly success: Durations;
  readonly error: Durations;
  /** Of the newest calls, in milliseconds. */
  readonly latenciesMs: readonly number[];
  /** When the last call began. */
  readonly lastCall: string | null;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  /** US dollars; `null` as long as no price is known. */
  readonly cost: number | null;
  /** Calls of each model. */
  readonly models: Readonly<Record<string, number>>;
  readonly running: number;
  readonly waiting: number;
  readonly refused: number;
}

/** What a process uses. */
export interface ProcessFigures {
  /** Tells the processes of one server apart. */
  readonly pid: number;
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
  /** Seconds since 1970. */
  readonly startedAt: number;
  /** How late its event loop was, in seconds: the median and the 99th percentile since this was last read. */
  readonly loopDelay: { readonly p50: number; readonly p99: number };
}

/** The figures of a server: of one process, or the sum over all of its workers. */
export interface ServerFigures {
  readonly programs: Readonly<Record<string, ProgramFigures>>;
  readonly processes: readonly ProcessFigures[];
}

/** Model calls take from milliseconds to minutes. */
export const DURATION_BOUNDS: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** Percentiles are those of this many calls of each process, the newest. */
export const REMEMBERED_CALLS = 1000;

const NO_DURATIONS: Durations = { counts: Array.from({ length: DURATION_BOUNDS.length + 1 }, () => 0), sumSeconds: 0 };

/** Of a program that was never called. */
export const NO_FIGURES: ProgramFigures = {
  success: NO_DURATIONS,
  error: NO_DURATIONS,
  latenciesMs: [],
  lastCall: null,
  promptTokens: 0,
  completionTokens: 0,
  totalTokens: 0,
  cost: null,
  models: {},
  running: 0,
  waiting: 0,
  refused: 0,
};

/** What several processes did together. */
export function sumOf(all: readonly ServerFigures[]): ServerFigures {
  const programs: Record<string, ProgramFigures> = {};
  for (const figures of all) {
    for (const [name, program] of Object.entries(figures.programs)) programs[name] = sumOfPrograms(programs[name] ?? NO_FIGURES, program);
  }
  return { programs, processes: all.flatMap(({ processes }) => processes) };
}

/** What ended processes did and running ones do. Of the past, only so many durations count as the present leaves room for. */
export function sumWithPast(past: ServerFigures, running: readonly ServerFigures[]): ServerFigures {
  const now = sumOf(running);
  const programs = Object.entries(past.programs).map(([name, figures]): [string, ProgramFigures] => {
    const forgotten = figures.latenciesMs.length + (now.programs[name]?.latenciesMs.length ?? 0) - REMEMBERED_CALLS;
    return [name, { ...figures, latenciesMs: figures.latenciesMs.slice(Math.max(forgotten, 0)) }];
  });
  return sumOf([{ ...past, programs: Object.fromEntries(programs) }, now]);
}

/** What remains of a process that has ended: what it did, not what it was doing. */
export function remainsOf({ programs }: ServerFigures): ServerFigures {
  const idle = Object.entries(programs).map(([name, figures]): [string, ProgramFigures] => [name, { ...figures, latenciesMs: figures.latenciesMs.slice(-REMEMBERED_CALLS), running: 0, waiting: 0 }]);
  return { programs: Object.fromEntries(idle), processes: [] };
}

function sumOfPrograms(a: ProgramFigures, b: ProgramFigures): ProgramFigures {
  return {
    success: sumOfDurations(a.success, b.success),
    error: sumOfDurations(a.error, b.error),
    latenciesMs: [...a.latenciesMs, ...b.latenciesMs],
    lastCall: a.lastCall !== null && (b.lastCall === null || a.lastCall > b.lastCall) ? a.lastCall : b.lastCall,
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    totalTokens: a.totalTokens + b.totalTokens,
    cost: a.cost === null && b.cost === null ? null : (a.cost ?? 0) + (b.cost ?? 0),
    models: sumOfModels(a.models, b.models),
    running: a.running + b.running,
    waiting: a.waiting + b.waiting,
    refused: a.refused + b.refused,
  };
}

function sumOfDurations(a: Durations, b: Durations): Durations {
  return { counts: a.counts.map((count, index) => count + (b.counts[index] ?? 0)), sumSeconds: a.sumSeconds + b.sumSeconds };
}

function sumOfModels(a: ProgramFigures['models'], b: ProgramFigures['models']): Record<string, number> {
  const models: Record<string, number> = { ...a };
  for (const [model, calls] of Object.entries(b)) models[model] = (models[model] ?? 0) + calls;
  return models;
}
