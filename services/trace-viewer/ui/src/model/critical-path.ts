import type { TimeRange } from './timeline.ts';
import type { TreeRow } from './tree.ts';

/** Many clocks count whole milliseconds: what follows another may seem to begin this much before that has ended. */
const GRAIN_MS = 1;

/**
 * What the end of the trace waited for: walking back from the end of the longest top row, always into the child that ended
 * last, the times in which each row itself was waited for. Shortening anything else does not make the trace shorter.
 * By index of the row. Together the times are as long as that top row.
 */
export function criticalPath(rows: readonly TreeRow[], untilMs: number): ReadonlyMap<number, readonly TimeRange[]> {
  const path = new Map<number, TimeRange[]>();
  const end = (row: TreeRow): number => Math.min(row.endMs, untilMs);
  let top: TreeRow | undefined;
  for (const row of rows) if (row.parent === -1 && (top === undefined || end(row) - row.startMs > end(top) - top.startMs)) top = row;
  if (top === undefined) return path;

  const add = (row: TreeRow, fromMs: number, toMs: number): void => {
    if (toMs <= fromMs) return;
    const parts = path.get(row.index);
    if (parts === undefined) path.set(row.index, [{ fromMs, toMs }]);
    else parts.unshift({ fromMs, toMs });
  };
  const pending = [{ row: top, fromMs: top.startMs, toMs: end(top) }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { row, fromMs } = next;
    let at = next.toMs;
    for (const child of lastFirst(rows, row, untilMs)) {
      const lastMs = Math.min(end(child), next.toMs);
      const childStart = Math.max(child.startMs, fromMs);
      // A child that was still running when a later one took over was not what one waited for.
      if (lastMs > at + GRAIN_MS) continue;
      const childEnd = Math.min(lastMs, at);
      if (childEnd <= childStart) continue;
      add(row, childEnd, at);
      pending.push({ row: child, fromMs: childStart, toMs: childEnd });
      at = childStart;
      if (at <= fromMs) break;
    }
    add(row, fromMs, at);
  }
  return path;
}

function lastFirst(rows: readonly TreeRow[], row: TreeRow, untilMs: number): readonly TreeRow[] {
  const children: TreeRow[] = [];
  for (let index = row.index + 1; index < row.index + row.size;) {
    const child = rows[index];
    if (child === undefined) break;
    children.push(child);
    index += child.size;
  }
  return children.toSorted((one, other) => Math.min(other.endMs, untilMs) - Math.min(one.endMs, untilMs) || other.startMs - one.startMs);
}
