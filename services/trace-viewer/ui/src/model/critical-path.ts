import { criticalPath as pathOf } from '../../../contract/tree/critical-path.ts';
import type { TimeRange } from './timeline.ts';
import { timesOf, type TreeRow } from './tree.ts';

/** The times in which the end of the trace waited for each row itself, by index of the row. `untilMs` is where spans that run still have got to. */
export function criticalPath(rows: readonly TreeRow[], untilMs: number): ReadonlyMap<number, readonly TimeRange[]> {
  const path = new Map<number, TimeRange[]>();
  for (const { index, start: fromMs, end: toMs } of pathOf(rows.map(timesOf), untilMs, 1)) {
    const parts = path.get(index);
    if (parts === undefined) path.set(index, [{ fromMs, toMs }]);
    else parts.push({ fromMs, toMs });
  }
  return path;
}
