import { FlameFold, type FlameFrame } from '../../../contract/tree/flame.ts';
import type { TreeRow } from './tree.ts';
import { timesOf } from './tree.ts';

/** A frame of a flame graph as the page draws it. */
export interface Frame {
  /** Position of the frame above, which comes before; -1 at the top. */
  readonly parent: number;
  readonly depth: number;
  readonly name: string;
  readonly kind: string;
  readonly count: number;
  readonly totalMs: number;
  readonly selfMs: number;
  readonly widthMs: number;
}

/** A frame at its place, as fractions of the width. */
export interface FlameBox {
  readonly index: number;
  readonly left: number;
  readonly width: number;
}

/** The widest frames of a trace are enough to see where its time went. */
const MOST_FRAMES = 5_000;

/** The frames of one trace; each leads to the row of its longest span. `frameOf` has the frame of each row, -1 for those that were left out. */
export function flameOfRows(rows: readonly TreeRow[], untilMs: number): { readonly frames: readonly (Frame & { readonly longest: TreeRow })[]; readonly frameOf: ReadonlyMap<string, number> } {
  const fold = new FlameFold<number>();
  const places = fold.add(rows.map((row) => ({ ...timesOf(row), name: row.span.name, kind: row.span.kind })), untilMs, (index) => index);
  const { frames } = fold.frames(MOST_FRAMES);
  const frameOf = new Map<string, number>();
  // A frame keeps its longest span, and so says which of all frames it was.
  const kept = new Map(frames.map((frame, index) => [places[frame.longest], index]));
  for (const [index, place] of places.entries()) frameOf.set(rows[index]?.span.id ?? '', kept.get(place) ?? -1);
  return { frames: frames.flatMap((frame) => rows[frame.longest] === undefined ? [] : [{ ...inMilliseconds(frame), longest: rows[frame.longest] as TreeRow }]), frameOf };
}

function inMilliseconds({ parent, depth, name, kind, count, total, self, width }: FlameFrame<number>): Frame {
  return { parent, depth, name, kind, count, totalMs: total, selfMs: self, widthMs: width };
}

/** A name for each frame that stays while frames come and go: of all that leads to it, in eight digits for an address. */
export function frameKeys(frames: readonly Frame[]): readonly string[] {
  const keys: string[] = [];
  for (const { parent, kind, name } of frames) keys.push(hash(`${keys[parent] ?? ''}\0${kind}\0${name}`));
  return keys;
}

/** FNV-1a. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}

/** Narrower frames are less than a pixel. */
const NARROWEST = 0.0007;
/** Deeper ones show when one zooms in. */
const MOST_ROWS = 120;

/** Where the frames lie when `zoom` fills the width, or all of them for -1: what leads there above it, what it called below. */
export function layoutFlame(frames: readonly Frame[], zoom: number): readonly FlameBox[] {
  const boxes: FlameBox[] = [];
  for (let above = frames[zoom]?.parent ?? -1; above >= 0; above = frames[above]?.parent ?? -1) boxes.unshift({ index: above, left: 0, width: 1 });
  const places = new Map<number, FlameBox>();
  const whole = zoom >= 0 ? frames[zoom]?.widthMs ?? 0 : frames.reduce((sum, { parent, widthMs }) => (parent === -1 ? sum + widthMs : sum), 0);
  const firstDepth = frames[zoom]?.depth ?? 0;
  const taken = new Map<number, number>();
  for (const [index, frame] of frames.entries()) {
    const above = places.get(frame.parent);
    const inSight = index === zoom || above !== undefined || (zoom === -1 && frame.parent === -1);
    if (!inSight || frame.depth - firstDepth >= MOST_ROWS) continue;
    const used = taken.get(frame.parent) ?? 0;
    taken.set(frame.parent, used + frame.widthMs);
    const box = index === zoom ? { index, left: 0, width: 1 } : { index, left: (above?.left ?? 0) + share(used, whole), width: share(frame.widthMs, whole) };
    if (box.width < NARROWEST) continue;
    places.set(index, box);
    boxes.push(box);
  }
  return boxes;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** Where an arrow leads from a frame, among those that are drawn: to the caller, the widest it called, the ones beside it. */
export function flameStep(frames: readonly Frame[], boxes: readonly FlameBox[], from: number, key: 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight'): number {
  const at = frames[from];
  if (at === undefined) return boxes[0]?.index ?? -1;
  if (key === 'ArrowUp') return at.parent === -1 ? from : at.parent;
  if (key === 'ArrowDown') {
    const below = boxes.filter(({ index }) => frames[index]?.parent === from);
    return below.reduce((widest, box) => (box.width > widest.width ? box : widest), { index: from, width: 0 }).index;
  }
  const beside = boxes.filter(({ index }) => frames[index]?.depth === at.depth).toSorted((one, other) => one.left - other.left).map(({ index }) => index);
  return beside[beside.indexOf(from) + (key === 'ArrowLeft' ? -1 : 1)] ?? from;
}
