import { kindOf } from './kinds.ts';
import { place, type TimeRange } from './timeline.ts';
import type { TreeRow } from './tree.ts';

/** The bars of one colour, as one SVG path. */
export interface MinimapPath {
  /** Family of the kind, or `error`. */
  readonly family: string;
  readonly d: string;
}

/** Width of the drawing in its own units. */
export const MINIMAP_WIDTH = 1_000;

/**
 * A trace as a small drawing of `lanes` lines: rows that share a line and a colour become one bar where they overlap, so
 * that a trace of any size is a few paths.
 */
export function drawMinimap(rows: readonly TreeRow[], whole: TimeRange, lanes: number): readonly MinimapPath[] {
  const families = new Map<string, Map<number, [from: number, to: number][]>>();
  for (const row of rows) {
    const at = row.missing ? null : place(whole, row.startMs, row.endMs);
    if (at === null) continue;
    const family = row.errorOrigin ? 'error' : kindOf(row.span.kind).family;
    const lane = Math.floor((row.index * lanes) / Math.max(rows.length, lanes));
    const from = Math.floor(at.left * MINIMAP_WIDTH);
    const bar: [number, number] = [from, Math.max(from + 2, Math.ceil((at.left + at.width) * MINIMAP_WIDTH))];
    const ofFamily = families.get(family) ?? new Map<number, [number, number][]>();
    families.set(family, ofFamily);
    const bars = ofFamily.get(lane);
    if (bars === undefined) ofFamily.set(lane, [bar]);
    else bars.push(bar);
  }
  return [...families]
    .map(([family, ofFamily]) => ({ family, d: [...ofFamily].flatMap(([lane, bars]) => merge(bars).map(([from, to]) => `M${from} ${lane}h${to - from}v1h${from - to}z`)).join('') }))
    // What went wrong lies on top.
    .toSorted((one, other) => Number(one.family === 'error') - Number(other.family === 'error'));
}

function merge(bars: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const merged: [number, number][] = [];
  for (const [from, to] of bars.toSorted((one, other) => one[0] - other[0])) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}
