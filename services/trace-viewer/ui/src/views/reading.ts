import type { TraceSummary } from '../../../contract/trace-list.ts';
import { LIST_LIMITS, type ListLimit } from '../api/client.ts';

/** Where the reader is in a list; kept while a trace is open, so that coming back changes nothing. */
export interface Reading {
  scrollTop: number;
  /** The trace that the keyboard is on. */
  active: string | null;
  limit: ListLimit;
  /** The rows that were held still, or none. */
  held: readonly TraceSummary[] | null;
}

const readings = new Map<string | null, Reading>();

/** The place in the list of a service, `null` for that of all. */
export function readingOf(service: string | null): Reading {
  const known = readings.get(service);
  if (known !== undefined) return known;
  const fresh: Reading = { scrollTop: 0, active: null, limit: LIST_LIMITS[0], held: null };
  readings.set(service, fresh);
  return fresh;
}

/** When there is nothing left that was read. */
export function forget(reading: Reading): void {
  reading.scrollTop = 0;
  reading.active = null;
  reading.held = null;
}
