import { z } from 'zod';

/** A request of somebody who wanted to send something, and could not. */
export const RefusedExport = z.object({
  /** `2026-11-27T18:00:00.000Z` */
  time: z.string(),
  method: z.string(),
  /** Without its query, at most 200 characters. */
  path: z.string(),
  /** As it was sent; empty when none was. */
  content_type: z.string(),
  status: z.number().int(),
});
export type RefusedExport = z.infer<typeof RefusedExport>;

/** Answer of `GET /api/doctor`: the latest refused requests, newest first. */
export const Doctor = z.object({ refused: z.array(RefusedExport) });
