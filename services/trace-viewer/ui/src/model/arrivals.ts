import type { TraceSummary } from '../../../contract/trace-list.ts';

/** The list as it is shown, and how much of it waits. */
export interface ShownList {
  readonly rows: readonly TraceSummary[];
  /** Traces that arrived and are not shown yet. */
  readonly waiting: number;
}

/**
 * The rows to show for the latest first page of the server. While the reader follows, that page. While the reader reads, the
 * rows that are `held` at their places with their newest figures; what is new is counted and waits. When everything was
 * deleted nothing is held. A list that is not `byStart` tells no old traces from new ones: all that were not known count.
 */
export function arrange(held: readonly TraceSummary[], latest: readonly TraceSummary[], follow: boolean, byStart = true): ShownList {
  if (follow || held.length === 0 || latest.length === 0) return { rows: latest, waiting: 0 };
  const newest = new Map(latest.map((trace) => [trace.trace_id, trace]));
  const rows = held.map((trace) => newest.get(trace.trace_id) ?? trace);
  const known = new Set(held.map((trace) => trace.trace_id));
  const oldest = held.at(-1);
  const waiting = latest.filter((trace) => !known.has(trace.trace_id) && (oldest === undefined || !byStart || BigInt(trace.start) >= BigInt(oldest.start)));
  return { rows, waiting: waiting.length };
}

/** A list with its next page, whose traces may be known already when they came in between. */
export function append(held: readonly TraceSummary[], page: readonly TraceSummary[]): readonly TraceSummary[] {
  const known = new Set(held.map((trace) => trace.trace_id));
  return [...held, ...page.filter((trace) => !known.has(trace.trace_id))];
}
