import type { SkeletonSpan } from '../../../contract/skeleton.ts';
import type { TimedSpan } from '../../../contract/tree/timed-span.ts';
import { isModelCall } from './kinds.ts';
import { branchesOf } from './missing-parent.ts';
import { msBetween } from './time.ts';

/** A span at its place in the tree. */
export interface TreeRow {
  readonly span: SkeletonSpan;
  /** Position in document order, of all rows. */
  readonly index: number;
  /** Index of the parent's row; -1 at the top. */
  readonly parent: number;
  readonly depth: number;
  /** Number of spans in this branch, this one included. */
  readonly size: number;
  /** 1-based position among its siblings, and their number. */
  readonly position: number;
  readonly siblings: number;
  /** From the start of the trace. A span that runs still ends at infinity. */
  readonly startMs: number;
  readonly endMs: number;
  /** In error, with no span below it that is: where the error came from. */
  readonly errorOrigin: boolean;
  /** Stands for a parent that has not arrived: it is no span, its times are those of its children. */
  readonly missing: boolean;
}

/** A row whose numbers are still being counted. */
export type DraftRow = { -readonly [Key in keyof TreeRow]: TreeRow[Key] };

/**
 * The spans of a skeleton, which come in document order, as rows with times counted from `originNs`. Spans whose parent has not
 * arrived lie under a placeholder for it.
 */
export function flatten(spans: readonly SkeletonSpan[], originNs = 0n): readonly TreeRow[] {
  const rows: DraftRow[] = [];
  const push = (span: SkeletonSpan, parent: number, missing = false): void => {
    rows.push({
      span, missing, parent, depth: (rows[parent]?.depth ?? -1) + 1, index: rows.length, size: 1, position: 1, siblings: 1, errorOrigin: span.status.code === 'error',
      startMs: msBetween(originNs, BigInt(span.start)), endMs: span.running ? Infinity : msBetween(originNs, BigInt(span.end)),
    });
  };
  const placeholders = new Map<SkeletonSpan, number>();
  for (const { spans: branch, missing } of branchesOf(spans)) {
    if (missing !== null && !placeholders.has(missing)) {
      placeholders.set(missing, rows.length);
      push(missing, -1, true);
    }
    const [top] = branch;
    if (top === undefined) continue;
    const start = rows.length;
    // Parents are told as places in the whole skeleton: within a branch all move alike.
    const moved = start - (branch[1]?.parent ?? 0);
    push(top, missing === null ? -1 : placeholders.get(missing) ?? -1);
    for (const span of branch.slice(1)) push(span, span.parent + moved);
  }
  count(rows);
  return rows;
}

/** Fills in what depends on other rows: size of the branch, place among siblings, and where errors came from. */
export function count(rows: readonly DraftRow[]): void {
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index];
    const parent = row === undefined ? undefined : rows[row.parent];
    if (row === undefined || parent === undefined) continue;
    parent.size += row.size;
    // Later rows come first here, so a row knows of its whole branch when its turn comes.
    if (row.span.status.code === 'error') parent.errorOrigin = false;
  }
  const seen = new Map<number, number>();
  for (const row of rows) {
    row.position = (seen.get(row.parent) ?? 0) + 1;
    seen.set(row.parent, row.position);
  }
  for (const row of rows) row.siblings = seen.get(row.parent) ?? 1;
}

/** The rows that are not inside a collapsed branch. */
export function visibleRows(rows: readonly TreeRow[], collapsed: ReadonlySet<string>): readonly TreeRow[] {
  if (collapsed.size === 0) return rows;
  const visible: TreeRow[] = [];
  for (let index = 0; index < rows.length;) {
    const row = rows[index];
    if (row === undefined) break;
    visible.push(row);
    index += collapsed.has(row.span.id) ? row.size : 1;
  }
  return visible;
}

/** What the shared calculations need of a row, in milliseconds. */
export function timesOf({ parent, startMs, endMs }: TreeRow): TimedSpan {
  return { parent, start: startMs, end: endMs };
}

/** The ids of a row's ancestors, nearest first. */
export function ancestors(rows: readonly TreeRow[], row: TreeRow): readonly string[] {
  const ids: string[] = [];
  for (let parent = rows[row.parent]; parent !== undefined; parent = rows[parent.parent]) ids.push(parent.span.id);
  return ids;
}

/**
 * The span that a reader most likely came for: the innermost one that tells of an error, else the innermost one in error,
 * else the last call of a language model (its prompt and answer), else the first one.
 */
export function startingPoint(rows: readonly TreeRow[]): TreeRow | undefined {
  let deepestTold: TreeRow | undefined;
  let deepestError: TreeRow | undefined;
  let lastModelCall: TreeRow | undefined;
  for (const row of rows) {
    if (row.span.status.code === 'error') {
      if (deepestError === undefined || row.depth > deepestError.depth) deepestError = row;
      if ((deepestTold === undefined || row.depth > deepestTold.depth) && row.span.status.message !== '') deepestTold = row;
    }
    if (isModelCall(row.span)) lastModelCall = row;
  }
  return deepestTold ?? deepestError ?? lastModelCall ?? rows.find((row) => !row.missing);
}
