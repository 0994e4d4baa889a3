import { setImmediate } from 'node:timers/promises';

/** A vector that is near, by its place in the index. */
export interface Neighbour {
  readonly index: number;
  /** Dot product with what was looked for; higher is nearer. */
  readonly score: number;
}

/** Finds the vectors nearest to one. */
export interface VectorIndex {
  /** @returns at most `k`, nearest first. */
  search(query: Float32Array, k: number): Promise<readonly Neighbour[]>;
}

/** So many vectors are compared without a break: a few milliseconds. */
const ROWS_AT_ONCE = 16_384;

/** Compares with every vector, in pieces, so that a large search does not hold up everything else in the process. */
export class ExactIndex implements VectorIndex {
  readonly #vectors: Float32Array;
  readonly #dimensions: number;

  /** @param vectors one after the other. */
  constructor(vectors: Float32Array, dimensions: number) {
    this.#vectors = vectors;
    this.#dimensions = dimensions;
  }

  async search(query: Float32Array, k: number): Promise<readonly Neighbour[]> {
    const rows = this.#vectors.length / this.#dimensions;
    const best: Neighbour[] = [];
    // Numbers of JavaScript's own size: those of the query would be converted once per row.
    const wanted = Float64Array.from(query);
    for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
      if (from > 0) await setImmediate();
      keepNearest(this.#vectors, wanted, k, from, Math.min(rows, from + ROWS_AT_ONCE), best);
    }
    return best;
  }
}

function keepNearest(vectors: Float32Array, query: Float64Array, k: number, from: number, to: number, best: Neighbour[]): void {
  let least = best.length < k ? -Infinity : (best.at(-1)?.score ?? -Infinity);
  for (let index = from; index < to; index += 1) {
    const score = dotProduct(vectors, index * query.length, query);
    if (score <= least && best.length >= k) continue;
    const place = best.findIndex((other) => other.score < score);
    best.splice(place < 0 ? best.length : place, 0, { index, score });
    if (best.length > k) best.pop();
    if (best.length === k) least = best.at(-1)?.score ?? least;
  }
}

/** Four sums at a time: additions that do not wait for each other take two thirds of the time. */
function dotProduct(vectors: Float32Array, start: number, query: Float64Array): number {
  const whole = query.length - (query.length % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let at = 0; at < whole; at += 4) {
    const row = start + at;
    a += (vectors[row] as number) * (query[at] as number);
    b += (vectors[row + 1] as number) * (query[at + 1] as number);
    c += (vectors[row + 2] as number) * (query[at + 2] as number);
    d += (vectors[row + 3] as number) * (query[at + 3] as number);
  }
  for (let at = whole; at < query.length; at += 1) a += (vectors[start + at] as number) * (query[at] as number);
  return a + b + c + d;
}
