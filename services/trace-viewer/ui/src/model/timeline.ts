import { formatDuration } from './time.ts';

/** A part of a trace's time axis, in milliseconds from the start of the trace. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Place in a range, as fractions of its length. */
export interface Placement {
  readonly left: number;
  readonly width: number;
}

export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** Where a span lies; what is outside the range is held at its edges. `null` when all of it is outside. */
export function place({ fromMs, toMs }: TimeRange, startMs: number, endMs: number): Placement | null {
  const length = toMs - fromMs;
  if (length <= 0) return { left: 0, width: 1 };
  if (startMs > toMs || Math.max(startMs, endMs) < fromMs) return null;
  const left = clamp((startMs - fromMs) / length);
  const right = clamp((endMs - fromMs) / length);
  return { left, width: Math.max(0, right - left) };
}

function clamp(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}

/** The part of a range between two fractions of it, in either order; at least a ten-thousandth, so that it has a length. */
export function part({ fromMs, toMs }: TimeRange, one: number, other: number): TimeRange {
  const length = toMs - fromMs;
  const low = clamp(Math.min(one, other));
  const high = Math.max(low + 0.0001, clamp(Math.max(one, other)));
  return { fromMs: fromMs + low * length, toMs: fromMs + high * length };
}

/** Round steps (1, 2 or 5 times a power of ten), at most `most` of them after the first, all in the unit of the range's length. */
export function ticks({ fromMs, toMs }: TimeRange, most: number): readonly Tick[] {
  const length = toMs - fromMs;
  if (length <= 0 || most < 1) return [{ at: 0, label: fromMs === 0 ? '0 ms' : formatDuration(fromMs) }];
  const rough = length / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * 0.999_999) ?? rough;
  const list: Tick[] = [];
  for (let count = Math.ceil(fromMs / step - 0.000_001); count * step <= toMs + length * 0.000_001; count += 1) {
    list.push({ at: (count * step - fromMs) / length, label: count === 0 ? '0' : tickLabel(count * step, length) });
  }
  return list;
}

/** All ticks of an axis in the same unit, so that they can be compared at a glance. */
function tickLabel(ms: number, lengthMs: number): string {
  if (lengthMs >= 60_000) return formatDuration(ms);
  const [value, unit] = lengthMs >= 1_000 ? [ms / 1_000, 's'] : lengthMs >= 1 ? [ms, 'ms'] : [ms * 1_000, 'µs'];
  return `${Number(value.toPrecision(7))} ${unit}`;
}
