import type { TreeRow } from './tree.ts';

/** What the clocks of a trace's machines say about each other. */
export interface Skew {
  /** Milliseconds by which each row would have to move; 0 where clocks agree. By index of the row. */
  readonly shiftMs: Float64Array;
  /** Spans that lie where they cannot have been. */
  readonly spans: number;
  /** Largest of the shifts, without sign. */
  readonly mostMs: number;
}

/** Many clocks count whole milliseconds. */
const TOLERANCE_MS = 2;

/**
 * Finds spans that another process recorded outside of the call that caused them: one that starts before its parent, or a
 * server that ends after the client that waits for it. The same process has one clock, so nothing is shifted within it.
 * A shifted span is put in the middle of its parent, as if request and answer had travelled equally long, and all below
 * it in its process go along.
 */
export function measureSkew(rows: readonly TreeRow[]): Skew {
  const shiftMs = new Float64Array(rows.length);
  let spans = 0;
  let mostMs = 0;
  for (const row of rows) {
    const parent = rows[row.parent];
    if (parent === undefined || parent.missing) continue;
    const inherited = shiftMs[parent.index] ?? 0;
    if (!crosses(parent, row)) {
      shiftMs[row.index] = inherited;
      continue;
    }
    const shift = shiftOf(row, parent.startMs + inherited, parent.endMs + inherited, parent);
    if (shift === 0) continue;
    shiftMs[row.index] = shift;
    spans += 1;
    mostMs = Math.max(mostMs, Math.abs(shift));
  }
  return { shiftMs, spans, mostMs };
}

/** Another service has another process, and so has a server that is called. */
function crosses(parent: TreeRow, row: TreeRow): boolean {
  return parent.span.service !== row.span.service || waits(parent, row);
}

function waits(parent: TreeRow, row: TreeRow): boolean {
  return parent.span.kind === 'client' && row.span.kind === 'server';
}

function shiftOf(row: TreeRow, parentStartMs: number, parentEndMs: number, parent: TreeRow): number {
  const early = row.startMs < parentStartMs - TOLERANCE_MS;
  const late = waits(parent, row) && Number.isFinite(row.endMs) && row.endMs > parentEndMs + TOLERANCE_MS;
  if (!early && !late) return 0;
  const slack = parentEndMs - parentStartMs - (row.endMs - row.startMs);
  return parentStartMs + (Number.isFinite(slack) && slack > 0 ? slack / 2 : 0) - row.startMs;
}

/** The rows as they would lie if all clocks agreed. */
export function alignClocks(rows: readonly TreeRow[], { shiftMs }: Skew): readonly TreeRow[] {
  return rows.map((row) => {
    const shift = shiftMs[row.index] ?? 0;
    return shift === 0 ? row : { ...row, startMs: row.startMs + shift, endMs: row.endMs + shift };
  });
}
