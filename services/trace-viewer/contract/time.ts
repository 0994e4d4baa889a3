import { z } from 'zod';

const LAST_NANOSECOND = 2n ** 64n - 1n;

/** A moment in a query: nanoseconds since 1970 as the API writes them, or a date and time such as `2026-11-27T18:00:00Z`. */
export const Moment = z.union([
  z.string().regex(/^\d{1,19}$/, 'expected nanoseconds as a decimal string'),
  z.iso.datetime({ offset: true, error: 'expected nanoseconds since 1970, or a date and time such as 2026-11-27T18:00:00Z' }),
]);
export type Moment = z.infer<typeof Moment>;

/** Nanoseconds since 1970; what lies before counts as 1970, what lies after 2554 as then. */
export function toNanoseconds(moment: Moment): bigint {
  const time = /^\d+$/.test(moment) ? BigInt(moment) : BigInt(Date.parse(moment)) * 1_000_000n;
  if (time < 0n) return 0n;
  return time < LAST_NANOSECOND ? time : LAST_NANOSECOND;
}
