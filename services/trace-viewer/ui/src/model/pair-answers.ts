import type { TraceSummary } from '../../../contract/trace-list.ts';

/** Traces of two groups that were asked the same; `null` where only one group was. */
export interface AnswerPair {
  readonly a: TraceSummary | null;
  readonly b: TraceSummary | null;
}

/** The same input in both groups first, in the order of the first group; then what only one of them was asked. Several traces with one input pair off in turn. */
export function pairAnswers(a: readonly TraceSummary[], b: readonly TraceSummary[]): readonly AnswerPair[] {
  const waiting = Map.groupBy(b.filter(({ input }) => input !== null), ({ input }) => input);
  const pairs: AnswerPair[] = [];
  const alone: AnswerPair[] = [];
  const paired = new Set<TraceSummary>();
  for (const trace of a) {
    const other = trace.input === null ? undefined : waiting.get(trace.input)?.shift();
    if (other === undefined) alone.push({ a: trace, b: null });
    else {
      paired.add(other);
      pairs.push({ a: trace, b: other });
    }
  }
  return [...pairs, ...alone, ...b.filter((trace) => !paired.has(trace)).map((trace): AnswerPair => ({ a: null, b: trace }))];
}
