import { type Durations, NO_FIGURES, type ProgramFigures, type ServerFigures } from './figures.ts';

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

export function programMetrics({ programs }: ServerFigures, program: string): ProgramMetrics {
  const figures = programs[program] ?? NO_FIGURES;
  const [successes, errors] = [callsIn(figures.success), callsIn(figures.error)];
  const sorted = Float64Array.from(figures.latenciesMs).toSorted();
  return {
    program,
    call_count: successes + errors,
    success_count: successes,
    error_count: errors,
    last_call_ts: figures.lastCall,
    avg_latency_ms: averageMs(figures, successes + errors),
    p50_latency_ms: percentile(sorted, 0.5),
    p95_latency_ms: percentile(sorted, 0.95),
    p99_latency_ms: percentile(sorted, 0.99),
    total_tokens: figures.totalTokens,
    total_prompt_tokens: figures.promptTokens,
    total_completion_tokens: figures.completionTokens,
    total_cost_usd: figures.cost,
    lm_call_breakdown: figures.models,
  };
}

/** Of these programs, by one figure; those that have none come last. */
export function sortedMetrics(figures: ServerFigures, programs: Iterable<string>, by: string, order: 'asc' | 'desc'): ProgramMetrics[] {
  const key = SORT_KEYS[by] ?? 'call_count';
  const sign = order === 'asc' ? 1 : -1;
  return [...programs].map((name) => programMetrics(figures, name)).toSorted((a, b) => compare(a[key], b[key], sign));
}

type Figure = ProgramMetrics[keyof ProgramMetrics];

function compare(a: Figure, b: Figure, sign: 1 | -1): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -sign : a > b ? sign : 0;
}

function callsIn({ counts }: Durations): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function averageMs({ success, error }: ProgramFigures, calls: number): number | null {
  return calls === 0 ? null : rounded(((success.sumSeconds + error.sumSeconds) / calls) * 1000);
}

/** The smallest value that is at least as large as this share of them. */
function percentile(sorted: Float64Array, share: number): number | null {
  const value = sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)];
  return value === undefined ? null : rounded(value);
}

function rounded(ms: number): number {
  return Math.round(ms * 100) / 100;
}
