import type { SpanStoreOptions } from '../server/store/span-store.ts';

/** A store for tests: no waiting, and a failure in the background ends the test. */
export const STORE_OPTIONS: SpanStoreOptions = {
  maxValueBytes: 100_000, maxAttributes: 1_000, maxPendingBytes: 50_000_000, intervalMs: 0,
  onFailure: (error) => {
    // Thrown here, it would end in the work that reports it.
    setImmediate(() => {
      throw error;
    });
  },
};
