/** A span as far as its place in time and in the tree goes. Times are in any unit, counted from any moment. */
export interface TimedSpan {
  /** Position of the parent in the list of all; -1 at the top. */
  readonly parent: number;
  readonly start: number;
  /** Infinite while it runs. */
  readonly end: number;
}

/** The positions of the children of each span, in the order of the list. */
export function childrenOf(spans: readonly TimedSpan[]): readonly (readonly number[])[] {
  const children = spans.map((): number[] => []);
  for (const [index, { parent }] of spans.entries()) children[parent]?.push(index);
  return children;
}
