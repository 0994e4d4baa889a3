import { kindOf } from './kinds.ts';
import { count, type DraftRow, type TreeRow } from './tree.ts';

/** `compact` leaves out the spans by which DSPy only passes a call on. */
export type Detail = 'full' | 'compact';

const PASSES_ON = /^Predict(?:\([^)]*\))?\.a?forward$|Adapter\.(?:__call__|acall)$/;

/**
 * The tree without the rows that the reader does not want: what was below them moves up to the nearest row that stays.
 * Where an error came from is never left out.
 */
export function withoutHidden(rows: readonly TreeRow[], detail: Detail, hidden: ReadonlySet<string>): readonly TreeRow[] {
  if (detail === 'full' && hidden.size === 0) return rows;
  const places = new Int32Array(rows.length);
  const kept: DraftRow[] = [];
  for (const row of rows) {
    const above = row.parent === -1 ? -1 : places[row.parent] ?? -1;
    const leftOut = !row.errorOrigin && !row.missing && (hidden.has(kindOf(row.span.kind).label) || (detail === 'compact' && passesOn(row, rows)));
    if (leftOut) {
      places[row.index] = above;
      continue;
    }
    places[row.index] = kept.length;
    kept.push({ ...row, index: kept.length, parent: above, depth: (kept[above]?.depth ?? -1) + 1, size: 1, errorOrigin: row.span.status.code === 'error' });
  }
  count(kept);
  return kept;
}

/** A predictor or an adapter inside a module. One that is the whole program stays. */
function passesOn(row: TreeRow, rows: readonly TreeRow[]): boolean {
  const parent = rows[row.parent];
  return parent !== undefined && isChain(parent) && isChain(row) && PASSES_ON.test(row.span.name);
}

function isChain(row: TreeRow): boolean {
  return row.span.kind.toUpperCase() === 'CHAIN';
}

export interface KindCount {
  readonly kind: string;
  readonly label: string;
  readonly spans: number;
}

/** The kinds of a trace, each with the number of its spans, most first. */
export function countKinds(rows: readonly TreeRow[]): readonly KindCount[] {
  const counts = new Map<string, KindCount>();
  for (const row of rows) {
    if (row.missing) continue;
    const kind = row.span.kind;
    const { label } = kindOf(kind);
    const known = counts.get(label);
    counts.set(label, { kind: known?.kind ?? kind, label, spans: (known?.spans ?? 0) + 1 });
  }
  return [...counts.values()].toSorted((one, other) => other.spans - one.spans || (one.label < other.label ? -1 : 1));
}
