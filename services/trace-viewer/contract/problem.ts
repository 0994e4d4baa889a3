import { z } from 'zod';

/** Body of every answer with a 4xx or 5xx status under `/api`. */
export const Problem = z.object({ detail: z.string() });
export type Problem = z.infer<typeof Problem>;
