const SIZE = 624;
const SHIFT = 397;

/**
 * The numbers of Python's `random.Random(seed)`, a Mersenne Twister: with the same seed an optimizer draws the same
 * examples here and there.
 */
export class PythonRandom {
  readonly #state = new Uint32Array(SIZE);
  #at = SIZE;

  /** @param seed a whole number; its sign does not matter. */
  constructor(seed: number) {
    this.#seed(wordsOf(BigInt(Math.abs(seed))));
  }

  /** From 0 up to but not including 1, with 53 random bits. */
  random(): number {
    return ((this.#word() >>> 5) * 67_108_864 + (this.#word() >>> 6)) / 9_007_199_254_740_992;
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + this.#below(high - low + 1);
  }

  choice<T>(items: readonly T[]): T {
    return items[this.#below(items.length)] as T;
  }

  /** The items in random order. */
  shuffled<T>(items: readonly T[]): T[] {
    const order = [...items];
    for (let last = order.length - 1; last > 0; last--) {
      const other = this.#below(last + 1);
      [order[last], order[other]] = [order[other] as T, order[last] as T];
    }
    return order;
  }

  /** `count` different items in random order; all of them when there are not so many. */
  sample<T>(items: readonly T[], count: number): T[] {
    const size = Math.min(count, items.length);
    const poolLimit = 21 + (size > 5 ? 4 ** Math.ceil(Math.log(size * 3) / Math.log(4)) : 0);
    return items.length <= poolLimit ? this.#sampleFromPool(items, size) : this.#sampleByTrial(items, size);
  }

  #sampleFromPool<T>(items: readonly T[], size: number): T[] {
    const pool = [...items];
    return Array.from({ length: size }, (_, drawn) => {
      const place = this.#below(pool.length - drawn);
      const item = pool[place] as T;
      pool[place] = pool[pool.length - drawn - 1] as T;
      return item;
    });
  }

  #sampleByTrial<T>(items: readonly T[], size: number): T[] {
    const places = new Set<number>();
    while (places.size < size) places.add(this.#below(items.length));
    return Array.from(places, (place) => items[place] as T);
  }

  /** A whole number from 0 up to but not including `limit`. */
  #below(limit: number): number {
    const bits = 32 - Math.clz32(limit);
    let drawn: number;
    do drawn = this.#word() >>> (32 - bits);
    while (drawn >= limit);
    return drawn;
  }

  #seed(key: readonly number[]): void {
    const state = this.#state;
    this.#start(19_650_218);
    let at = 1;
    for (let step = 0; step < Math.max(SIZE, key.length); step++) {
      const word = step % key.length;
      state[at] = (before(state, at) ^ Math.imul(mixed(before(state, at, 1)), 1_664_525)) + (key[word] ?? 0) + word;
      at = this.#advance(at);
    }
    for (let step = 1; step < SIZE; step++) {
      state[at] = (before(state, at) ^ Math.imul(mixed(before(state, at, 1)), 1_566_083_941)) - at;
      at = this.#advance(at);
    }
    state[0] = 0x80_00_00_00;
  }

  #start(seed: number): void {
    this.#state[0] = seed;
    for (let at = 1; at < SIZE; at++) this.#state[at] = Math.imul(mixed(before(this.#state, at, 1)), 1_812_433_253) + at;
  }

  #advance(at: number): number {
    if (at + 1 < SIZE) return at + 1;
    this.#state[0] = before(this.#state, SIZE, 1);
    return 1;
  }

  #word(): number {
    if (this.#at === SIZE) this.#twist();
    let word = this.#state[this.#at++] ?? 0;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d_2c_56_80;
    word ^= (word << 15) & 0xef_c6_00_00;
    return (word ^ (word >>> 18)) >>> 0;
  }

  #twist(): void {
    const state = this.#state;
    for (let at = 0; at < SIZE; at++) {
      const pair = (before(state, at) & 0x80_00_00_00) | (before(state, (at + 1) % SIZE) & 0x7f_ff_ff_ff);
      state[at] = before(state, (at + SHIFT) % SIZE) ^ (pair >>> 1) ^ (pair & 1 ? 0x99_08_b0_df : 0);
    }
    this.#at = 0;
  }
}

function before(state: Uint32Array, at: number, steps = 0): number {
  return state[at - steps] ?? 0;
}

function mixed(word: number): number {
  return word ^ (word >>> 30);
}

/** A number's 32-bit words, the lowest first. */
function wordsOf(value: bigint): number[] {
  const words = [Number(value & 0xff_ff_ff_ffn)];
  for (let rest = value >> 32n; rest > 0n; rest >>= 32n) words.push(Number(rest & 0xff_ff_ff_ffn));
  return words;
}
