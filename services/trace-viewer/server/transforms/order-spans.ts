/** What the shape of a trace depends on. Times are nanoseconds since 1970; an end of 0 is that of a span still running. */
export interface TreeSpan {
  readonly id: string;
  /** `null` for a root. */
  readonly parentId: string | null;
  readonly start: bigint;
  readonly end: bigint;
}

/** A span at its place in the tree. */
export interface PlacedSpan<Span extends TreeSpan> {
  readonly span: Span;
  /** Position of the parent in the list; -1 at the top. */
  readonly parent: number;
  /** 0 at the top. */
  readonly depth: number;
  /** At the top although it names a parent: that has not arrived, or parents form a circle. */
  readonly orphan: boolean;
}

/**
 * All spans in document order: each before everything below it, siblings by start. They may come in any order, lack
 * parents, or name each other as parents in a circle, which is cut at its earliest span. Keeps its own stack: a trace
 * may be deeper than JavaScript's.
 */
export function orderSpans<Span extends TreeSpan>(spans: readonly Span[]): PlacedSpan<Span>[] {
  const sorted = spans.toSorted(byStart);
  const ids = new Set(spans.map(({ id }) => id));
  const hasParent = ({ id, parentId }: Span): boolean => parentId !== null && parentId !== id && ids.has(parentId);
  const children = Map.groupBy(sorted.filter(hasParent), ({ parentId }) => parentId ?? '');

  const reached = new Set<Span>();
  const tops: Span[] = [];
  const reach = (top: Span): void => {
    tops.push(top);
    const stack = [top];
    for (let span = stack.pop(); span !== undefined; span = stack.pop()) {
      if (reached.has(span)) continue;
      reached.add(span);
      for (const child of children.get(span.id) ?? []) stack.push(child);
    }
  };
  for (const span of sorted) if (!hasParent(span)) reach(span);
  // What no root leads to hangs on a circle of parents.
  for (const span of sorted) if (!reached.has(span)) reach(span);

  const placed: PlacedSpan<Span>[] = [];
  const done = new Set<Span>();
  const stack = tops.toSorted(byStart).toReversed().map((span) => ({ span, parent: -1, depth: 0 }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { span, depth } = next;
    if (done.has(span)) continue;
    done.add(span);
    const index = placed.push({ ...next, orphan: depth === 0 && span.parentId !== null }) - 1;
    for (const child of (children.get(span.id) ?? []).toReversed()) stack.push({ span: child, parent: index, depth: depth + 1 });
  }
  return placed;
}

/** The span that stands for the trace: roots before orphans, and of those that start at once the outermost, which ends last. */
export function leadingSpan<Span extends TreeSpan>(placed: readonly PlacedSpan<Span>[]): Span | undefined {
  const tops = placed.filter(({ depth }) => depth === 0);
  return tops.toSorted((one, other) => Number(one.orphan) - Number(other.orphan) || outermostFirst(one.span, other.span))[0]?.span;
}

/** First start and last end of any span; a span still running counts with its start. */
export function extentOf(spans: readonly TreeSpan[]): { start: bigint; end: bigint } {
  let start = spans[0]?.start ?? 0n;
  let end = start;
  for (const span of spans) {
    if (span.start < start) start = span.start;
    if (span.start > end) end = span.start;
    if (span.end > end) end = span.end;
  }
  return { start, end };
}

/** Clocks of milliseconds let calls that follow one another start at once: the one that ends first came first. */
function byStart(one: TreeSpan, other: TreeSpan): number {
  return compare(one.start, other.start) || compare(lastEnd(one), lastEnd(other)) || compare(one.id, other.id);
}

function outermostFirst(one: TreeSpan, other: TreeSpan): number {
  return compare(one.start, other.start) || compare(lastEnd(other), lastEnd(one)) || compare(one.id, other.id);
}

const STILL_RUNNING = 2n ** 64n;

function lastEnd({ end }: TreeSpan): bigint {
  return end === 0n ? STILL_RUNNING : end;
}

function compare<Value extends string | bigint>(one: Value, other: Value): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
