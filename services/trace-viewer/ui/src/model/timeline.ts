import { formatDuration, msBetween } from './time.ts';

/** The time axis of a trace. */
export interface Timeline {
  readonly startNs: bigint;
  readonly durationMs: number;
}

/** Place on the axis, as fractions of its length. */
export interface Placement {
  readonly left: number;
  readonly width: number;
}

export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** From the earliest start to the latest end, in nanoseconds as decimal strings. */
export function timeline(start: string, end: string): Timeline {
  const startNs = BigInt(start);
  return { startNs, durationMs: Math.max(0, msBetween(startNs, BigInt(end))) };
}

/** Milliseconds from the start of the axis. */
export function offsetMs(line: Timeline, time: string): number {
  return msBetween(line.startNs, BigInt(time));
}

/** A span that was announced and has not ended has the end 0. */
export function isRunning(span: { readonly end: string }): boolean {
  return span.end === '0';
}

/** Where a span lies; one that is running reaches to the end of the axis. What is outside the axis, as with skewed clocks, is held at its edges. */
export function place(line: Timeline, start: string, end: string): Placement {
  if (line.durationMs === 0) return { left: 0, width: 1 };
  const left = clamp(offsetMs(line, start) / line.durationMs);
  const right = isRunning({ end }) ? 1 : clamp(offsetMs(line, end) / line.durationMs);
  return { left, width: Math.max(0, right - left) };
}

function clamp(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}

/** Round steps (1, 2 or 5 times a power of ten) from zero, at most `most` of them after it. */
export function ticks(durationMs: number, most: number): readonly Tick[] {
  if (durationMs <= 0 || most < 1) return [{ at: 0, label: '0 ms' }];
  const rough = durationMs / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * 0.999_999) ?? rough;
  const list: Tick[] = [];
  for (let count = 0; count * step <= durationMs * 1.000_001; count += 1) {
    list.push({ at: (count * step) / durationMs, label: count === 0 ? '0' : tickLabel(count * step, durationMs) });
  }
  return list;
}

/** All ticks of an axis in the same unit, so that they can be compared at a glance. */
function tickLabel(ms: number, durationMs: number): string {
  if (durationMs >= 60_000) return formatDuration(ms);
  const [value, unit] = durationMs >= 1_000 ? [ms / 1_000, 's'] : durationMs >= 1 ? [ms, 'ms'] : [ms * 1_000, 'µs'];
  return `${Number(value.toPrecision(6))} ${unit}`;
}
