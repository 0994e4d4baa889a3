import type { TraceSummary } from '../../../contract/trace-list.ts';

/** The rows that were held still, with the way to those after them. */
export interface Held {
  readonly rows: readonly TraceSummary[];
  /** Asks for the next page; `null` after the last one. */
  readonly cursor: string | null;
}

/** Where the reader is in a list; kept while a trace is open, so that coming back changes nothing. */
export interface Reading {
  scrollTop: number;
  /** The trace that the keyboard is on. */
  active: string | null;
  held: Held | null;
}

const readings = new Map<string, Reading>();

/** The place in the list of this address. */
export function readingOf(address: string): Reading {
  const known = readings.get(address);
  if (known !== undefined) return known;
  // Lists that were left long ago are not come back to.
  if (readings.size > 20) readings.clear();
  const fresh: Reading = { scrollTop: 0, active: null, held: null };
  readings.set(address, fresh);
  return fresh;
}

/** When there is nothing left that was read. */
export function forget(reading: Reading): void {
  reading.scrollTop = 0;
  reading.active = null;
  reading.held = null;
}
