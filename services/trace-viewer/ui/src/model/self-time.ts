import type { TreeRow } from './tree.ts';

/**
 * Milliseconds of each row in which none of its children ran: what it did itself. Children that overlap count once, and
 * only as far as they lie inside their parent. `untilMs` is where spans that run still have got to.
 */
export function selfTimes(rows: readonly TreeRow[], untilMs: number): Float64Array {
  const own = new Float64Array(rows.length);
  const children: TreeRow[] = [];
  for (const row of rows) {
    if (row.missing) continue;
    children.length = 0;
    for (let index = row.index + 1; index < row.index + row.size;) {
      const child = rows[index];
      if (child === undefined) break;
      children.push(child);
      index += child.size;
    }
    const endMs = Math.min(row.endMs, untilMs);
    own[row.index] = Math.max(0, endMs - row.startMs - busyMs(children, row.startMs, endMs));
  }
  return own;
}

/** Time between two moments in which at least one of the rows ran. */
export function busyMs(rows: readonly TreeRow[], fromMs: number, toMs: number): number {
  const sorted = rows.some((row, index) => index > 0 && row.startMs < (rows[index - 1]?.startMs ?? 0)) ? rows.toSorted((one, other) => one.startMs - other.startMs) : rows;
  let busy = 0;
  let reached = fromMs;
  for (const row of sorted) {
    const start = Math.max(row.startMs, reached);
    const end = Math.min(row.endMs, toMs);
    if (end > start) {
      busy += end - start;
      reached = end;
    }
  }
  return busy;
}
