import { childrenOf, type TimedSpan } from './timed-span.ts';

/** A stretch of time in which the end of the trace waited for this span itself. */
export interface PathSegment {
  /** Position of the span. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

/**
 * What the end of a trace waited for, first to last: walking back from the end of the longest span at the top, always into
 * the child that ended last. Shortening anything else does not make the trace shorter. Together the segments are as long
 * as that span.
 *
 * @param until where spans that run still have got to
 * @param grain a millisecond in the unit of the times: many clocks count no finer, so that what follows another may seem
 *   to begin this much before that has ended
 */
export function criticalPath(spans: readonly TimedSpan[], until: number, grain: number): readonly PathSegment[] {
  const endOf = ({ end }: TimedSpan): number => Math.min(end, until);
  let top = -1;
  let longest = -Infinity;
  for (const [index, span] of spans.entries()) {
    if (span.parent !== -1 || endOf(span) - span.start <= longest) continue;
    top = index;
    longest = endOf(span) - span.start;
  }

  const children = childrenOf(spans);
  const segments: PathSegment[] = [];
  const add = (index: number, start: number, end: number): void => { if (end > start) segments.push({ index, start, end }); };
  const root = spans[top];
  const pending = root === undefined ? [] : [{ index: top, start: root.start, end: endOf(root) }];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    const { index, start, end } = part;
    const inside = (children[index] ?? []).flatMap((place) => {
      const child = spans[place];
      return child === undefined ? [] : [{ place, begin: Math.max(child.start, start), last: Math.min(endOf(child), end) }];
    });
    let at = end;
    for (const { place, begin, last } of inside.toSorted((one, other) => other.last - one.last || other.begin - one.begin)) {
      // A child that was still running when a later one took over was not what one waited for.
      if (last > at + grain) continue;
      const stop = Math.min(last, at);
      if (stop <= begin) continue;
      add(index, stop, at);
      pending.push({ index: place, start: begin, end: stop });
      at = begin;
    }
    add(index, start, at);
  }
  return segments.toSorted((one, other) => one.start - other.start);
}
