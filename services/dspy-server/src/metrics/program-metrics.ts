import type { EndedCall } from '../load/program-runner.ts';

/** What `/api/metrics` says of one program: Python's names, and percentiles beside its two. */
export interface ProgramMetrics {
  readonly program: string;
  readonly call_count: number;
  readonly success_count: number;
  readonly error_count: number;
  readonly last_call_ts: string | null;
  readonly avg_latency_ms: number | null;
  readonly p50_latency_ms: number | null;
  readonly p95_latency_ms: number | null;
  readonly p99_latency_ms: number | null;
  readonly total_tokens: number;
  readonly total_prompt_tokens: number;
  readonly total_completion_tokens: number;
  readonly total_cost_usd: number | null;
  /** Calls of each model. */
  readonly lm_call_breakdown: Readonly<Record<string, number>>;
}

/** Percentiles are those of this many calls, the newest. */
const REMEMBERED = 1000;

/** Counts the calls of one program since the server started. */
export class ProgramCounter {
  readonly #program: string;
  readonly #latencies = new Float64Array(REMEMBERED);
  readonly #models = new Map<string, number>();
  #calls = 0;
  #errors = 0;
  #totalMs = 0;
  #last: Date | undefined;
  #promptTokens = 0;
  #completionTokens = 0;
  #tokens = 0;
  #cost: number | undefined;

  constructor(program: string) {
    this.#program = program;
  }

  add({ startedAt, durationMs, usage, outcome }: EndedCall): void {
    this.#latencies[this.#calls % REMEMBERED] = durationMs;
    this.#calls += 1;
    if ('error' in outcome) this.#errors += 1;
    this.#totalMs += durationMs;
    this.#last = startedAt;
    this.#promptTokens += usage.promptTokens;
    this.#completionTokens += usage.completionTokens;
    this.#tokens += usage.totalTokens;
    if (usage.cost !== undefined) this.#cost = (this.#cost ?? 0) + usage.cost;
    for (const [model, calls] of Object.entries(usage.models ?? {})) this.#models.set(model, (this.#models.get(model) ?? 0) + calls);
  }

  toJSON(): ProgramMetrics {
    const sorted = this.#latencies.slice(0, Math.min(this.#calls, REMEMBERED)).toSorted();
    return {
      program: this.#program,
      call_count: this.#calls,
      success_count: this.#calls - this.#errors,
      error_count: this.#errors,
      last_call_ts: this.#last?.toISOString() ?? null,
      avg_latency_ms: this.#calls === 0 ? null : rounded(this.#totalMs / this.#calls),
      p50_latency_ms: percentile(sorted, 0.5),
      p95_latency_ms: percentile(sorted, 0.95),
      p99_latency_ms: percentile(sorted, 0.99),
      total_tokens: this.#tokens,
      total_prompt_tokens: this.#promptTokens,
      total_completion_tokens: this.#completionTokens,
      total_cost_usd: this.#cost ?? null,
      lm_call_breakdown: Object.fromEntries(this.#models),
    };
  }
}

/** The smallest value that is at least as large as this share of them. */
function percentile(sorted: Float64Array, share: number): number | null {
  const value = sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)];
  return value === undefined ? null : rounded(value);
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
