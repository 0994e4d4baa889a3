import type { TimeFigures, UsageRow } from '../api/analysis.ts';

/** What is known of a group of traces. */
interface GroupReports {
  readonly traces: number;
  /** Traces with a span in error. */
  readonly errors: number;
  readonly time: Pick<TimeFigures, 'programs'>;
  readonly usage: readonly Pick<UsageRow, 'calls' | 'total_tokens' | 'cost' | 'calls_without_cost' | 'cache_hits'>[];
}

/** Figures of a group per trace, so that groups of any size can be compared; `null` where nothing is known. */
export interface GroupFigures {
  readonly traces: number;
  readonly errorShare: number | null;
  readonly durationMs: number | null;
  readonly lmMs: number | null;
  readonly retrievalMs: number | null;
  readonly toolMs: number | null;
  readonly ownMs: number | null;
  readonly calls: number | null;
  readonly tokens: number | null;
  readonly cost: number | null;
  /** Model calls whose cost nobody told, those that a cache answered apart: with one of them `cost` is only a lower bound. */
  readonly unpricedCalls: number;
}

export function groupFigures({ traces, errors, time: { programs }, usage }: GroupReports): GroupFigures {
  const timed = programs.reduce((sum, program) => sum + program.traces, 0);
  const mean = (of: (program: TimeFigures['programs'][number]) => number): number | null => (timed === 0 ? null : programs.reduce((sum, program) => sum + of(program) * program.traces, 0) / timed);
  const perTrace = (of: (row: GroupReports['usage'][number]) => number | null): number | null => {
    const known = usage.map(of).filter((value) => value !== null);
    return known.length === 0 || traces === 0 ? null : known.reduce((sum, value) => sum + value, 0) / traces;
  };
  return {
    traces, errorShare: traces === 0 ? null : errors / traces,
    durationMs: mean((program) => program.duration_ms), lmMs: mean((program) => program.lm_ms), retrievalMs: mean((program) => program.retrieval_ms),
    toolMs: mean((program) => program.tool_ms), ownMs: mean((program) => program.own_ms),
    calls: perTrace(({ calls }) => calls), tokens: perTrace(({ total_tokens: tokens }) => tokens), cost: perTrace(({ cost }) => cost),
    unpricedCalls: usage.reduce((sum, { calls_without_cost: unpriced, cache_hits: hits }) => sum + Math.max(0, unpriced - hits), 0),
  };
}
