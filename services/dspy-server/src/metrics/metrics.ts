import type { EndedCall } from '../load/program-runner.ts';
import { ProgramCounter, type ProgramMetrics } from './program-metrics.ts';

/** What programs can be sorted by, as Python's server names it, and the figure behind each name. */
const SORT_KEYS: Readonly<Record<string, keyof ProgramMetrics>> = {
  name: 'program',
  calls: 'call_count',
  errors: 'error_count',
  latency: 'avg_latency_ms',
  p50: 'p50_latency_ms',
  p95: 'p95_latency_ms',
  p99: 'p99_latency_ms',
  tokens: 'total_tokens',
  cost: 'total_cost_usd',
  last_call: 'last_call_ts',
};

/** Names that `sort_by` may have. */
export const METRICS_SORT_KEYS = Object.keys(SORT_KEYS);

/** Counts the calls of all programs since the server started. */
export class Metrics {
  readonly #counters = new Map<string, ProgramCounter>();

  add(call: EndedCall): void {
    this.#counterOf(call.program.name).add(call);
  }

  of(program: string): ProgramMetrics {
    return this.#counterOf(program).toJSON();
  }

  /** Of these programs, by one figure; those that have none come last. */
  sorted(programs: Iterable<string>, by: string, order: 'asc' | 'desc'): ProgramMetrics[] {
    const key = SORT_KEYS[by] ?? 'call_count';
    const sign = order === 'asc' ? 1 : -1;
    return [...programs].map((name) => this.of(name)).toSorted((a, b) => compare(a[key], b[key], sign));
  }

  #counterOf(program: string): ProgramCounter {
    let counter = this.#counters.get(program);
    if (!counter) this.#counters.set(program, (counter = new ProgramCounter(program)));
    return counter;
  }
}

type Figure = ProgramMetrics[keyof ProgramMetrics];

function compare(a: Figure, b: Figure, sign: 1 | -1): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -sign : a > b ? sign : 0;
}
