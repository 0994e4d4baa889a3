import { z } from 'zod';

/** 64-bit integers come as decimal strings. */
export const Int64 = z.union([z.string(), z.number()]).transform(BigInt);
export const Count = z.union([z.string(), z.number()]).transform(Number);
export const NullableCount = Count.nullable();

/** Tokens and cost in US dollars; `null` is "not told", which is not zero. */
export interface Usage {
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly totalTokens: number | null;
  readonly cost: number | null;
}

export const UsageColumns = z.object({ prompt_tokens: NullableCount, completion_tokens: NullableCount, total_tokens: NullableCount, cost: z.number().nullable() });

export function usageOf(row: z.infer<typeof UsageColumns>): Usage {
  return { promptTokens: row.prompt_tokens, completionTokens: row.completion_tokens, totalTokens: row.total_tokens, cost: row.cost };
}
