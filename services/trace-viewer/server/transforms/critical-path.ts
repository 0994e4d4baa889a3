import type { PlacedSpan, TreeSpan } from './order-spans.ts';

/** A stretch of time in which this span held up the whole trace. */
export interface PathSegment<Span extends TreeSpan> {
  readonly span: Span;
  readonly start: bigint;
  readonly end: bigint;
}

/** A span of which a stretch is looked at, from its end backwards. */
interface Frame<Span> {
  readonly span: Span;
  readonly begin: bigint;
  /** Everything after this is told. */
  end: bigint;
  /** Children that have not been looked at, the last to end at the end. */
  readonly children: Node<Span>[];
}

interface Node<Span> {
  readonly span: Span;
  readonly children: Node<Span>[];
}

/**
 * What the end of a trace waited for, first to last: going back from its end, at each moment the child that ended last
 * before then, and between children the span itself. Making any of these segments shorter makes the trace shorter.
 */
export function criticalPath<Span extends TreeSpan>(placed: readonly PlacedSpan<Span>[]): PathSegment<Span>[] {
  const segments: PathSegment<Span>[] = [];
  const longest = topsOf(placed).reduce<Node<Span> | undefined>((best, node) => (best === undefined || durationOf(node) > durationOf(best) ? node : best), undefined);
  if (longest === undefined) return segments;
  const frames = [frameOf(longest, longest.span.start, longest.span.end)];
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const child = frame.children.pop();
    if (child === undefined) {
      if (frame.end > frame.begin) segments.push({ span: frame.span, start: frame.begin, end: frame.end });
      frames.pop();
      continue;
    }
    const start = child.span.start > frame.begin ? child.span.start : frame.begin;
    const end = child.span.end < frame.end ? child.span.end : frame.end;
    // It ran beside one that ended later.
    if (end <= start) continue;
    if (frame.end > end) segments.push({ span: frame.span, start: end, end: frame.end });
    frame.end = start;
    frames.push(frameOf(child, start, end));
  }
  return segments.toReversed();
}

function topsOf<Span extends TreeSpan>(placed: readonly PlacedSpan<Span>[]): Node<Span>[] {
  const nodes = placed.map(({ span }): Node<Span> => ({ span, children: [] }));
  const tops: Node<Span>[] = [];
  for (const [index, node] of nodes.entries()) (nodes[placed[index]?.parent ?? -1]?.children ?? tops).push(node);
  return tops;
}

function frameOf<Span extends TreeSpan>({ span, children }: Node<Span>, begin: bigint, end: bigint): Frame<Span> {
  return { span, begin, end, children: children.toSorted((one, other) => Number(one.span.end - other.span.end)) };
}

function durationOf({ span }: Node<TreeSpan>): bigint {
  return span.end - span.start;
}
