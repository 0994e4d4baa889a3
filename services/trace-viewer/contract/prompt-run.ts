import { z } from 'zod';

import { SpanId, TraceId } from './scalars.ts';

/** Answer of `GET /api/prompt-runs/models`. */
export const PromptRunModels = z.object({
  /** By their names in the server's configuration; the default first. */
  models: z.array(z.object({ name: z.string(), model: z.string() })),
  /** Why no prompt can be run, and what to do; `null` when some can. */
  unavailable: z.string().nullable(),
});

const PromptMessage = z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() });

/** Body of `POST /api/prompt-runs`. */
export const PromptRunInput = z.object({
  /** Name of a model in the server's configuration. */
  model: z.string().min(1).max(1_000),
  messages: z.array(PromptMessage).min(1).max(1_000),
  temperature: z.number().min(0).max(10).nullable().default(null),
  max_tokens: z.number().int().min(1).max(10_000_000).nullable().default(null),
  /** The call that the prompt was taken from: the new trace has a link to it. */
  origin: z.object({ trace_id: TraceId, span_id: SpanId }).optional(),
});

/** Answer of `POST /api/prompt-runs`. */
export const PromptRunAnswer = z.object({
  text: z.string(),
  /** The model that answered, as its provider names it. */
  model: z.string(),
  finish_reason: z.string(),
  /** US dollars; `null` when no price is known. */
  cost: z.number().nullable(),
  duration_ms: z.number(),
  /** Where the run is to be seen, as soon as its spans have arrived; `null` when the server does not trace. */
  trace_id: TraceId.nullable(),
});

export type PromptRunModels = z.infer<typeof PromptRunModels>;
export type PromptRunInput = z.infer<typeof PromptRunInput>;
export type PromptRunAnswer = z.infer<typeof PromptRunAnswer>;
