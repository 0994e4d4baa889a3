import type { SpanNode } from '../../../contract/trace.ts';

/** What the page calls a parent that spans name and that is not here. */
const MISSING_PARENT = 'parent not arrived';

export interface Root {
  readonly span: SpanNode;
  /** True for a placeholder. */
  readonly missing: boolean;
}

/**
 * The tops of a tree, orphans gathered under one placeholder per parent that they name. A span whose parents form a circle
 * has its parent here: it stays at the top.
 */
export function withPlaceholders(roots: readonly SpanNode[]): readonly Root[] {
  const orphans = Map.groupBy(roots.filter((root) => root.orphan && root.parent_id !== null), (root) => root.parent_id ?? '');
  for (const id of orphans.keys()) if (isHere(id, orphans.get(id) ?? [])) orphans.delete(id);
  const placed = new Set<string>();
  return roots.flatMap((root): Root[] => {
    const id = root.parent_id ?? '';
    const children = root.orphan ? orphans.get(id) : undefined;
    if (children === undefined) return [{ span: root, missing: false }];
    if (placed.has(id)) return [];
    placed.add(id);
    return [{ span: placeholder(id, children), missing: true }];
  });
}

/** Whether a parent is below its own child, as in a circle. */
function isHere(id: string, children: readonly SpanNode[]): boolean {
  const pending = [...children];
  for (let span = pending.pop(); span !== undefined; span = pending.pop()) {
    if (span.id === id) return true;
    pending.push(...span.children);
  }
  return false;
}

function placeholder(id: string, children: readonly SpanNode[]): SpanNode {
  const [first] = children;
  const start = children.reduce((earliest, { start: time }) => (BigInt(time) < BigInt(earliest) ? time : earliest), first?.start ?? '0');
  const running = children.some(({ end }) => end === '0');
  const end = children.reduce((latest, { end: time }) => (BigInt(time) > BigInt(latest) ? time : latest), '0');
  return {
    id, parent_id: null, name: MISSING_PARENT, kind: 'unspecified', otel_kind: 'unspecified', service: first?.service ?? '', start, end: running ? '0' : end,
    duration_ms: 0, status: { code: 'unset', message: '' }, orphan: false, model: null,
    usage: { prompt_tokens: null, completion_tokens: null, total_tokens: null, cost: null }, attrs: {}, events: [], links: [],
    scope: { name: '', version: '' }, resource: first?.resource ?? 0, truncated: [], children: [...children],
  };
}
