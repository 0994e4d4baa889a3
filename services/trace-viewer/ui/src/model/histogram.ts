import type { Histogram } from '../../../contract/trace-list.ts';

/** A step of a histogram; places and heights as fractions of the whole. */
export interface HistogramBar {
  readonly left: number;
  readonly width: number;
  readonly height: number;
  /** The part of the height that is traces in error. */
  readonly errorHeight: number;
}

/** The steps that have traces, the highest as high as the drawing. */
export function histogramBars({ from, to, step_ns: stepNs, steps }: Histogram): readonly HistogramBar[] {
  const start = BigInt(from);
  const length = Number(BigInt(to) - start);
  if (length <= 0) return [];
  const most = steps.reduce((highest, step) => Math.max(highest, step.traces), 0);
  return steps.map((step) => ({
    left: Number(BigInt(step.start) - start) / length, width: Number(stepNs) / length, height: step.traces / most, errorHeight: step.errors / most,
  }));
}

/** The steps between two fractions of a histogram, as a range of time in nanoseconds: whole steps, so that what is seen is in it. */
export function histogramRange({ from, to, step_ns: stepNs }: Histogram, low: number, high: number): { readonly from: string; readonly to: string } {
  const start = BigInt(from);
  const step = BigInt(stepNs);
  const steps = Number(BigInt(to) - start) / Number(step);
  return { from: String(start + BigInt(Math.floor(low * steps)) * step), to: String(start + BigInt(Math.ceil(high * steps)) * step) };
}
