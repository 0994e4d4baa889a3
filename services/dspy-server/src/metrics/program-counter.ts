import type { EndedCall } from '../load/program-runner.ts';
import { type Durations, DURATION_BOUNDS, type ProgramFigures, REMEMBERED_CALLS } from './figures.ts';

/** Counts the calls of one program since the process started. */
export class ProgramCounter {
  readonly #latencies = new Float64Array(REMEMBERED_CALLS);
  readonly #success = new DurationCounter();
  readonly #error = new DurationCounter();
  readonly #models: Record<string, number> = {};
  #calls = 0;
  #last: Date | undefined;
  #promptTokens = 0;
  #completionTokens = 0;
  #totalTokens = 0;
  #cost: number | null = null;

  add({ startedAt, durationMs, usage, outcome }: EndedCall): void {
    this.#latencies[this.#calls % REMEMBERED_CALLS] = durationMs;
    this.#calls += 1;
    ('error' in outcome ? this.#error : this.#success).add(durationMs / 1000);
    this.#last = startedAt;
    this.#promptTokens += usage.promptTokens;
    this.#completionTokens += usage.completionTokens;
    this.#totalTokens += usage.totalTokens;
    if (usage.cost !== undefined) this.#cost = (this.#cost ?? 0) + usage.cost;
    for (const model in usage.models) this.#models[model] = (this.#models[model] ?? 0) + (usage.models[model] ?? 0);
  }

  figures(): Omit<ProgramFigures, 'running' | 'waiting' | 'refused'> {
    return {
      success: this.#success.durations(),
      error: this.#error.durations(),
      latenciesMs: this.#newest(),
      lastCall: this.#last?.toISOString() ?? null,
      promptTokens: this.#promptTokens,
      completionTokens: this.#completionTokens,
      totalTokens: this.#totalTokens,
      cost: this.#cost,
      models: { ...this.#models },
    };
  }

  /** Oldest first, so that a shorter memory keeps the newest. */
  #newest(): number[] {
    const next = this.#calls % REMEMBERED_CALLS;
    const before = this.#calls > REMEMBERED_CALLS ? this.#latencies.subarray(next) : [];
    const latest = this.#latencies.subarray(0, this.#calls >= REMEMBERED_CALLS && next === 0 ? REMEMBERED_CALLS : next);
    return [...before, ...latest];
  }
}

class DurationCounter {
  readonly #counts = Array.from({ length: DURATION_BOUNDS.length + 1 }, () => 0);
  #sumSeconds = 0;

  add(seconds: number): void {
    const bound = DURATION_BOUNDS.findIndex((each) => seconds <= each);
    const index = bound === -1 ? DURATION_BOUNDS.length : bound;
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#sumSeconds += seconds;
  }

  durations(): Durations {
    return { counts: [...this.#counts], sumSeconds: this.#sumSeconds };
  }
}
