const IS_ROOT = "parent_id = unhex('0000000000000000')";

/** Where a trace stands in time: where its root starts, or its earliest span while no root has arrived. */
export const TRACE_START = `if(countIf(${IS_ROOT}) > 0, minIf(start, ${IS_ROOT}), min(start))`;

/**
 * The condition that a row of a window of time belongs to a trace that begins in it. A trace whose root lies before the
 * window looks, from inside, as if its root had not arrived: only such traces are looked for before it.
 *
 * @param from where the window begins, as a parameter
 */
export function beginsWithin(window: string, from: string): string {
  return `trace_id NOT IN (SELECT trace_id FROM spans WHERE start < ${from} AND trace_id IN (SELECT trace_id FROM spans WHERE ${window} GROUP BY trace_id HAVING countIf(${IS_ROOT}) = 0))`;
}
