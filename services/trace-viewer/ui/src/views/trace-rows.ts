import { useMemo } from 'react';

import type { TraceSkeleton } from '../../../contract/skeleton.ts';
import { useNow } from '../browser.ts';
import { withoutHidden } from '../model/detail.ts';
import { epochMs } from '../model/time.ts';
import { selfTimes } from '../model/self-time.ts';
import { alignClocks, measureSkew, type Skew } from '../model/skew.ts';
import type { TimeRange } from '../model/timeline.ts';
import { flatten, type TreeRow } from '../model/tree.ts';
import type { TraceLook } from '../trace-address.ts';

/** A trace as the reader wants it. */
export interface TraceRows {
  /** Every span, as it was sent. */
  readonly all: readonly TreeRow[];
  /** Those that are not left out, at the times that the reader chose. */
  readonly rows: readonly TreeRow[];
  readonly skew: Skew;
  /** From the first start to the last end, or to now while a span runs. */
  readonly whole: TimeRange;
  /** Self time by span id, with all spans counted. */
  readonly selfMs: ReadonlyMap<string, number>;
}

const GROWS_EACH_MS = 500;

export function useTraceRows(trace: TraceSkeleton, { aligned, detail, hidden }: TraceLook): TraceRows {
  const all = useMemo(() => flatten(trace.spans, BigInt(trace.start)), [trace]);
  const skew = useMemo(() => measureSkew(all), [all]);
  const timed = useMemo(() => (aligned ? alignClocks(all, skew) : all), [all, skew, aligned]);
  const running = useMemo(() => all.some((row) => row.endMs === Infinity && !row.missing), [all]);
  const now = useNow(running ? GROWS_EACH_MS : null);
  const nowMs = running ? now.getTime() - epochMs(trace.start) : 0;
  const whole = useMemo(() => extent(timed, nowMs), [timed, nowMs]);
  const self = useMemo(() => selfTimes(timed, whole.toMs), [timed, whole]);
  const selfMs = useMemo(() => new Map(timed.map((row) => [row.span.id, self[row.index] ?? 0])), [timed, self]);
  const rows = useMemo(() => withoutHidden(timed, detail, hidden), [timed, detail, hidden]);
  return { all, rows, skew, whole, selfMs };
}

function extent(rows: readonly TreeRow[], nowMs: number): TimeRange {
  let fromMs = 0;
  let toMs = nowMs;
  for (const row of rows) {
    fromMs = Math.min(fromMs, row.startMs);
    toMs = Math.max(toMs, row.startMs, Number.isFinite(row.endMs) ? row.endMs : 0);
  }
  return { fromMs, toMs };
}
