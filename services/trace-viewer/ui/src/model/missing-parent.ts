import type { SkeletonSpan } from '../../../contract/skeleton.ts';

/** What the page calls a parent that spans name and that is not here. */
const MISSING_PARENT = 'parent not arrived';

/** A run of spans: one at the top with all that is below it, or what was made of it. */
export interface Branch {
  readonly spans: readonly SkeletonSpan[];
  /** Set when the branch lies under a parent that has not arrived: the same object for all that name that parent. */
  readonly missing: SkeletonSpan | null;
}

/**
 * The branches of a trace, those whose parent has not arrived next to each other. A span whose parents form a circle
 * has its parent here: it stays at the top.
 */
export function branchesOf(spans: readonly SkeletonSpan[]): readonly Branch[] {
  const ids = new Set(spans.map(({ id }) => id));
  const branches: Branch[] = [];
  const orphans = new Map<string, { readonly place: number; readonly branches: SkeletonSpan[][] }>();
  for (let start = 0; start < spans.length;) {
    let end = start + 1;
    while ((spans[end]?.parent ?? -1) !== -1) end += 1;
    const branch = spans.slice(start, end);
    const [top] = branch;
    start = end;
    if (top === undefined) continue;
    const parent = top.orphan && top.parent_id !== null && !ids.has(top.parent_id) ? top.parent_id : null;
    if (parent === null) branches.push({ spans: branch, missing: null });
    else {
      const known = orphans.get(parent);
      if (known !== undefined) known.branches.push(branch);
      else {
        orphans.set(parent, { place: branches.length, branches: [branch] });
        branches.push({ spans: branch, missing: null });
      }
    }
  }
  const placed = new Map([...orphans].map(([id, { place, branches: below }]) => {
    const missing = placeholder(id, below.flatMap(([top]) => (top === undefined ? [] : [top])));
    return [place, below.map((branch): Branch => ({ spans: branch, missing }))];
  }));
  return branches.flatMap((branch, place) => placed.get(place) ?? [branch]);
}

function placeholder(id: string, children: readonly SkeletonSpan[]): SkeletonSpan {
  const [first] = children;
  const start = children.reduce((earliest, { start: time }) => (BigInt(time) < BigInt(earliest) ? time : earliest), first?.start ?? '0');
  const running = children.some((child) => child.running);
  const end = children.reduce((latest, { end: time }) => (BigInt(time) > BigInt(latest) ? time : latest), '0');
  return {
    id, parent_id: null, parent: -1, name: MISSING_PARENT, kind: 'unspecified', service: first?.service ?? '', start, end: running ? '0' : end, duration_ms: 0,
    status: { code: 'unset', message: '' }, orphan: false, running, model: null, tool: null,
    usage: { prompt_tokens: null, completion_tokens: null, total_tokens: null, cost: null }, cache_hit: false, has_payload: false,
  };
}
