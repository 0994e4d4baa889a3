import { childrenOf, type TimedSpan } from './timed-span.ts';

type Stretch = Pick<TimedSpan, 'start' | 'end'>;

/**
 * The time of each span in which none of its children ran: what it did itself. Children that overlap count once, and only
 * as far as they lie inside their parent.
 *
 * @param until where spans that run still have got to
 */
export function selfTimes(spans: readonly TimedSpan[], until: number): Float64Array {
  const children = childrenOf(spans);
  return Float64Array.from(spans, ({ start, end }, index) => {
    const last = Math.min(end, until);
    return Math.max(0, last - start - busyTime((children[index] ?? []).flatMap((place) => spans[place] ?? []), start, last));
  });
}

/** Time between two moments in which at least one of the spans ran. */
export function busyTime(spans: readonly Stretch[], from: number, until: number): number {
  const sorted = spans.some(({ start }, index) => index > 0 && start < (spans[index - 1]?.start ?? 0)) ? spans.toSorted((one, other) => one.start - other.start) : spans;
  let busy = 0;
  let reached = from;
  for (const { start, end } of sorted) {
    const begin = Math.max(start, reached);
    const stop = Math.min(end, until);
    if (stop <= begin) continue;
    busy += stop - begin;
    reached = stop;
  }
  return busy;
}
