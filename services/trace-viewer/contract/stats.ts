import { z } from 'zod';

/** Answer of `GET /api/stats`. */
export const Stats = z.object({
  traces: z.number().int(),
  /** Names, sorted. */
  services: z.array(z.string()),
  total_spans: z.number().int(),
});
export type Stats = z.infer<typeof Stats>;

/** Answer of `POST /api/reset`: the number of traces that were deleted. */
export const Reset = z.object({ cleared: z.number().int() });
export type Reset = z.infer<typeof Reset>;
