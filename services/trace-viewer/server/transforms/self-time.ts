import type { PlacedSpan, TreeSpan } from './order-spans.ts';

/**
 * Nanoseconds of each span in which none of its children ran: its duration without the time that its children cover.
 * What a child does before its parent begins or after it has ended counts for the child alone.
 */
export function selfTimes(placed: readonly PlacedSpan<TreeSpan>[]): bigint[] {
  const covered = placed.map(({ span }) => ({ until: span.start, total: 0n }));
  // Siblings come by start, so what they cover grows to the right.
  for (const { span, parent } of placed) {
    const above = placed[parent]?.span;
    const cover = covered[parent];
    if (above === undefined || cover === undefined) continue;
    const from = span.start > cover.until ? span.start : cover.until;
    const until = span.end < above.end ? span.end : above.end;
    if (until <= from) continue;
    cover.total += until - from;
    cover.until = until;
  }
  return placed.map(({ span }, index) => {
    const duration = span.end > span.start ? span.end - span.start : 0n;
    return duration - (covered[index]?.total ?? 0n);
  });
}
