import { z } from 'zod';

/** Answer of `POST /api/import`. */
export const Imported = z.object({
  spans: z.number().int(),
  /** Spans whose ids cannot identify a span. */
  rejected: z.number().int(),
});
