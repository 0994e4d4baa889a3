import type { TraceSummary } from '../../../contract/trace-list.ts';

/** The list as it is shown, and how much of it waits. */
export interface ShownList {
  readonly rows: readonly TraceSummary[];
  /** Traces that arrived and are not shown yet. */
  readonly waiting: number;
}

/**
 * The rows to show for the latest answer of the server. While the reader follows, that answer. While the reader reads,
 * the same rows at the same places with their newest figures; what is new is counted and waits. When everything was
 * deleted nothing is held.
 */
export function arrange(shown: readonly TraceSummary[], latest: readonly TraceSummary[], follow: boolean): ShownList {
  if (follow || shown.length === 0 || latest.length === 0) return { rows: latest, waiting: 0 };
  const newest = new Map(latest.map((trace) => [trace.trace_id, trace]));
  const rows = shown.map((trace) => newest.get(trace.trace_id) ?? trace);
  const known = new Set(shown.map((trace) => trace.trace_id));
  const oldest = shown.at(-1);
  const waiting = latest.filter((trace) => !known.has(trace.trace_id) && (oldest === undefined || BigInt(trace.start) >= BigInt(oldest.start)));
  return { rows, waiting: waiting.length };
}
