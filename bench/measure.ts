/** The middle of the figures. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Keeps three significant digits: more would claim a precision that no run has. */
export function rounded(figure: number): number {
  return Number(figure.toPrecision(3));
}

/**
 * CPU microseconds, user and system, that one call of `work` takes: the median of `rounds` rounds of `calls` calls, after one round
 * to warm up. Waiting costs nothing here, so it is our own work that is measured.
 */
export async function cpuMicroseconds(work: () => unknown, { calls, rounds = 9 }: { calls: number; rounds?: number }): Promise<number> {
  const figures: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const started = process.cpuUsage();
    for (let call = 0; call < calls; call++) await work();
    const { user, system } = process.cpuUsage(started);
    if (round > 0) figures.push((user + system) / calls);
  }
  return rounded(median(figures));
}

/** Bytes of the heap in use once everything that can be collected is. Needs `--expose-gc`. */
export function heapBytes(): number {
  if (!globalThis.gc) throw new Error('run with --expose-gc');
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
