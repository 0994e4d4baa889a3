import { selfTimes } from './self-time.ts';
import type { TimedSpan } from './timed-span.ts';

export interface FlameSpan extends TimedSpan {
  readonly name: string;
  readonly kind: string;
}

/** All spans that are called the same and were reached by the same path of names. Times in the unit of the spans'. */
export interface FlameFrame<Source> {
  /** Position of the frame above, which comes before; -1 at the top. */
  parent: number;
  readonly depth: number;
  readonly name: string;
  readonly kind: string;
  count: number;
  /** What the spans took, and of it the time in which none of their children ran. */
  total: number;
  self: number;
  /** `self` and the widths of all frames below: what ran side by side counts each. */
  width: number;
  /** Where the span that took longest is from, and what it took. */
  longest: Source;
  longestTime: number;
}

/** Lays traces over each other by the names on the path to each span. */
export class FlameFold<Source> {
  readonly #frames: FlameFrame<Source>[] = [];
  readonly #places = new Map<string, number>();

  /**
   * Adds a trace.
   *
   * @param spans each before everything below it
   * @param until where spans that run still have got to
   * @param sourceOf what a frame keeps of the span that took longest
   * @returns the frame of each span
   */
  add(spans: readonly FlameSpan[], until: number, sourceOf: (index: number) => Source): readonly number[] {
    const own = selfTimes(spans, until);
    const places: number[] = [];
    for (const [index, { parent, name, kind, start, end }] of spans.entries()) {
      const above = places[parent] ?? -1;
      const time = Math.max(0, Math.min(end, until) - start);
      const self = own[index] ?? 0;
      const key = `${above}\0${kind}\0${name}`;
      const place = this.#places.get(key) ?? this.#push(key, { parent: above, depth: (this.#frames[above]?.depth ?? -1) + 1, name, kind, count: 0, total: 0, self: 0, width: 0, longest: sourceOf(index), longestTime: -1 });
      places.push(place);
      const frame = this.#frames[place];
      if (frame === undefined) continue;
      frame.count += 1;
      frame.total += time;
      frame.self += self;
      if (time > frame.longestTime) {
        frame.longestTime = time;
        frame.longest = sourceOf(index);
      }
    }
    return places;
  }

  /** The widest frames, each after the one it lies in, in the order in which they first came up; how many were too narrow to be among them. */
  frames(most: number): { readonly frames: readonly FlameFrame<Source>[]; readonly leftOut: number } {
    const all = this.#frames.map((frame) => ({ ...frame, width: frame.self }));
    for (const frame of all.toReversed()) {
      const above = all[frame.parent];
      if (above !== undefined) above.width += frame.width;
    }
    if (all.length <= most) return { frames: all, leftOut: 0 };
    // A frame is at least as wide as what lies in it, and comes first among those of its width.
    const kept = [...all.keys()].toSorted((one, other) => (all[other]?.width ?? 0) - (all[one]?.width ?? 0)).slice(0, most).toSorted((one, other) => one - other);
    const moved = new Map(kept.map((place, index) => [place, index]));
    const frames = kept.flatMap((place) => all[place] ?? []);
    for (const frame of frames) frame.parent = moved.get(frame.parent) ?? -1;
    return { frames, leftOut: all.length - frames.length };
  }

  #push(key: string, frame: FlameFrame<Source>): number {
    const place = this.#frames.push(frame) - 1;
    this.#places.set(key, place);
    return place;
  }
}
