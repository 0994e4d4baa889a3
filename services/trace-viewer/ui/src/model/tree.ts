import type { SpanNode } from '../../../contract/trace.ts';
import { readExceptions } from './exceptions.ts';
import { isModelCall } from './kinds.ts';
import { withPlaceholders } from './missing-parent.ts';
import { msBetween } from './time.ts';

/** A span at its place in the tree. */
export interface TreeRow {
  readonly span: SpanNode;
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

/** A span that was announced and has not ended has the end 0. */
export function isRunning(span: { readonly end: string }): boolean {
  return span.end === '0';
}

/**
 * All spans in document order, times counted from `originNs`. Spans whose parent has not arrived lie under a placeholder for
 * it. Iterative: a chain of any depth does not overflow the stack.
 */
export function flatten(roots: readonly SpanNode[], originNs = 0n): readonly TreeRow[] {
  const rows: DraftRow[] = [];
  const pending: { span: SpanNode; missing: boolean; parent: number; depth: number }[] = [];
  for (const root of withPlaceholders(roots).toReversed()) pending.push({ ...root, parent: -1, depth: 0 });
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { span, depth } = next;
    const index = rows.length;
    rows.push({
      ...next, index, size: 1, position: 1, siblings: 1, errorOrigin: span.status.code === 'error',
      startMs: msBetween(originNs, BigInt(span.start)), endMs: isRunning(span) ? Infinity : msBetween(originNs, BigInt(span.end)),
    });
    for (let child = span.children.length - 1; child >= 0; child -= 1) {
      const below = span.children[child];
      if (below !== undefined) pending.push({ span: below, missing: false, parent: index, depth: depth + 1 });
    }
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
      if ((deepestTold === undefined || row.depth > deepestTold.depth) && readExceptions(row.span).length > 0) deepestTold = row;
    }
    if (isModelCall(row.span)) lastModelCall = row;
  }
  return deepestTold ?? deepestError ?? lastModelCall ?? rows.find((row) => !row.missing);
}
