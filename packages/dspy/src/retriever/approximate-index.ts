import { setImmediate } from 'node:timers/promises';
import { installedPackage } from '../installed-package.ts';
import type { Neighbour, VectorIndex } from './exact-index.ts';

/** So many vectors are added without a break. */
const ROWS_AT_ONCE = 64;

/**
 * An index of the package `usearch`, which finds most of the nearest vectors without a look at each.
 *
 * @throws {ConfigurationError} when the package is not installed.
 */
export async function approximateIndex(vectors: Float32Array, dimensions: number): Promise<VectorIndex> {
  const { Index, MetricKind } = await installedPackage('usearch', async () => import('usearch'));
  const index = new Index(dimensions, MetricKind.IP);
  const rows = vectors.length / dimensions;
  for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
    const to = Math.min(rows, from + ROWS_AT_ONCE);
    const keys = BigUint64Array.from({ length: to - from }, (_, row) => BigInt(from + row));
    index.add(keys, vectors.subarray(from * dimensions, to * dimensions));
    await setImmediate();
  }
  return {
    async search(query, k) {
      const { keys, distances } = index.search(query, k, 1);
      // A distance is one minus the dot product.
      return Array.from(keys, (key, place): Neighbour => ({ index: Number(key), score: 1 - (distances[place] as number) }));
    },
  };
}
