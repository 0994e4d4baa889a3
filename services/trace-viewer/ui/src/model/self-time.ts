import { selfTimes as timesOfSpans } from '../../../contract/tree/self-time.ts';
import { timesOf, type TreeRow } from './tree.ts';

/** Milliseconds of each row in which none of its children ran; a parent that has not arrived did nothing. `untilMs` is where spans that run still have got to. */
export function selfTimes(rows: readonly TreeRow[], untilMs: number): Float64Array {
  return timesOfSpans(rows.map(timesOf), untilMs).map((own, index) => (rows[index]?.missing === true ? 0 : own));
}
