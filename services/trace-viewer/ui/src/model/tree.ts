import type { SpanNode } from '../../../contract/trace.ts';
import { readExceptions } from './exceptions.ts';
import { isModelCall } from './kinds.ts';

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
  /** In error, with no span below it that is: where the error came from. */
  readonly errorOrigin: boolean;
}

/** All spans in document order. Iterative: a chain of any depth does not overflow the stack. */
export function flatten(roots: readonly SpanNode[]): readonly TreeRow[] {
  type Draft = { -readonly [Key in keyof TreeRow]: TreeRow[Key] };
  const rows: Draft[] = [];
  const pending: { span: SpanNode; parent: number; depth: number; position: number; siblings: number }[] = [];
  const push = (spans: readonly SpanNode[], parent: number, depth: number): void => {
    for (let index = spans.length - 1; index >= 0; index -= 1) {
      const span = spans[index];
      if (span !== undefined) pending.push({ span, parent, depth, position: index + 1, siblings: spans.length });
    }
  };
  push(roots, -1, 0);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const index = rows.length;
    rows.push({ ...next, index, size: 1, errorOrigin: next.span.status.code === 'error' });
    push(next.span.children, index, next.depth + 1);
  }
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index];
    const parent = row === undefined ? undefined : rows[row.parent];
    if (row === undefined || parent === undefined) continue;
    parent.size += row.size;
    // Later rows come first here, so a row knows of its whole branch when its turn comes.
    if (row.span.status.code === 'error') parent.errorOrigin = false;
  }
  return rows;
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
  return deepestTold ?? deepestError ?? lastModelCall ?? rows[0];
}
