import type { OperationFigures } from '../api/analysis.ts';

/** An operation in two groups of traces; `null` in the one that does not have it. */
export interface ComparedOperation {
  readonly name: string;
  readonly kind: string;
  readonly a: OperationFigures | null;
  readonly b: OperationFigures | null;
}

/** The operations of both groups, at which most time goes first: those of the second in its order, then those that only the first has. */
export function joinOperations(a: readonly OperationFigures[], b: readonly OperationFigures[]): readonly ComparedOperation[] {
  const left = new Map(a.map((operation) => [keyOf(operation), operation]));
  const both = b.map((operation): ComparedOperation => {
    const key = keyOf(operation);
    const other = left.get(key) ?? null;
    left.delete(key);
    return { name: operation.name, kind: operation.kind, a: other, b: operation };
  });
  return [...both, ...[...left.values()].map((operation): ComparedOperation => ({ name: operation.name, kind: operation.kind, a: operation, b: null }))];
}

function keyOf({ name, kind }: OperationFigures): string {
  return `${kind}\0${name}`;
}

/** One figure of an operation, by which groups of different sizes can be compared; `null` when it is not known. */
export type Measure = (figures: OperationFigures) => number | null;

export const ERROR_RATE: Measure = ({ errors, count }) => (count === 0 ? null : errors / count);
export const TOKENS_PER_CALL: Measure = ({ total_tokens: tokens, count }) => (tokens === null || count === 0 ? null : tokens / count);
export const COST_PER_CALL: Measure = ({ cost, count }) => (cost === null || count === 0 ? null : cost / count);

/** How much more the second is, as a fraction of the first; `null` when one of them is not known or the first is nothing. */
export function changeOf(a: number | null, b: number | null): number | null {
  return a === null || b === null || a === 0 ? null : (b - a) / a;
}

/** A change below this is that of any two runs of the same. */
const WORTH_A_COLOUR = 0.1;

/** Whether a change of a figure of which less is better is to be seen at once. */
export function verdict(change: number | null): 'better' | 'worse' | 'same' {
  if (change === null || Math.abs(change) < WORTH_A_COLOUR) return 'same';
  return change < 0 ? 'better' : 'worse';
}

/** `+12 %`, `−3 %`, `×4.2` from double on; `±0 %` for what rounds to nothing. */
export function formatChange(change: number): string {
  if (change >= 1) return `×${(change + 1).toFixed(change < 9 ? 1 : 0)}`;
  const percent = Math.round(change * 100);
  if (percent === 0) return '±0 %';
  return percent > 0 ? `+${percent} %` : `−${-percent} %`;
}

/** How much a share changed: `+5 pts`, `−0.4 pts`. */
export function formatPoints(difference: number): string {
  const points = Math.abs(difference * 100);
  return `${difference < 0 ? '−' : '+'}${points < 1 ? Number(points.toPrecision(1)) : Math.round(points)} pts`;
}
