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
    for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
      if (from > 0) await setImmediate();
      this.#compare(query, k, from, Math.min(rows, from + ROWS_AT_ONCE), best);
    }
    return best;
  }

  #compare(query: Float32Array, k: number, from: number, to: number, best: Neighbour[]): void {
    for (let index = from; index < to; index += 1) {
      const score = this.#score(query, index * this.#dimensions);
      if (best.length >= k && score <= (best.at(-1)?.score ?? 0)) continue;
      const place = best.findIndex((other) => other.score < score);
      best.splice(place < 0 ? best.length : place, 0, { index, score });
      if (best.length > k) best.pop();
    }
  }

  /** Four sums at a time: additions that do not wait for each other take two thirds of the time. */
  #score(query: Float32Array, start: number): number {
    const vectors = this.#vectors;
    const whole = query.length - (query.length % 4);
    let [a, b, c, d] = [0, 0, 0, 0];
    let at = 0;
    for (; at < whole; at += 4) {
      const row = start + at;
      a += (vectors[row] as number) * (query[at] as number);
      b += (vectors[row + 1] as number) * (query[at + 1] as number);
      c += (vectors[row + 2] as number) * (query[at + 2] as number);
      d += (vectors[row + 3] as number) * (query[at + 3] as number);
    }
    for (; at < query.length; at += 1) a += (vectors[start + at] as number) * (query[at] as number);
    return a + b + c + d;
  }
}
