import type { SeriesFigures } from '../api/analysis.ts';

/** Size of the drawing in its own units. */
export const SERIES_WIDTH = 600;
export const SERIES_HEIGHT = 120;

/** A percentile over time as an SVG path; steps without spans break the line. `mostMs` is the height of the drawing. */
export function seriesPath({ from, to, step_ns: stepNs, steps }: SeriesFigures, of: 'p50_ms' | 'p95_ms', mostMs: number): string {
  const start = BigInt(from);
  const length = Number(BigInt(to) - start);
  const step = BigInt(stepNs);
  let path = '';
  let last: bigint | undefined;
  for (const figures of steps) {
    const value = figures[of];
    if (value === null || length <= 0 || mostMs <= 0) continue;
    const at = BigInt(figures.start);
    const x = ((Number(at - start) + Number(step) / 2) / length) * SERIES_WIDTH;
    const y = SERIES_HEIGHT * (1 - value / mostMs);
    const follows = last !== undefined && at - last <= step;
    // A step alone is a short line: a point would not be seen.
    path += follows ? `L${x.toFixed(1)} ${y.toFixed(1)}` : `M${(x - 3).toFixed(1)} ${y.toFixed(1)}L${(x + 3).toFixed(1)} ${y.toFixed(1)}`;
    last = at;
  }
  return path;
}

/** The greatest of what is drawn, in milliseconds. */
export function seriesMost({ steps }: SeriesFigures): number {
  return steps.reduce((most, { p95_ms: p95 }) => Math.max(most, p95 ?? 0), 0);
}
