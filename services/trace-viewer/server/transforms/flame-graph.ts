import { FlameFold, type FlameFrame } from '../../contract/tree/flame.ts';
import { extentOf, orderSpans } from './order-spans.ts';
import type { WorkSpan } from './where-time-goes.ts';

/** Lays whole traces over each other by the names on the path to each span. Times in nanoseconds. */
export function flameGraph(spans: readonly WorkSpan[], most: number): { traces: number; frames: readonly FlameFrame<WorkSpan>[]; leftOut: number } {
  const fold = new FlameFold<WorkSpan>();
  const traces = Map.groupBy(spans, ({ traceId }) => traceId);
  for (const [first, ...others] of traces.values()) {
    if (first === undefined) continue;
    const placed = orderSpans([first, ...others]);
    const { start, end } = extentOf(placed.map(({ span }) => span));
    // Counted from the start of the trace, so that a number is exact to the nanosecond.
    const timed = placed.map(({ span: { name, kind, start: began, end: ended }, parent }) => ({ name, kind, parent, start: Number(began - start), end: ended === 0n ? Infinity : Number(ended - start) }));
    fold.add(timed, Number(end - start), (index) => placed[index]?.span ?? first);
  }
  return { traces: traces.size, ...fold.frames(most) };
}
