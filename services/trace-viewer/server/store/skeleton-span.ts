import { z } from 'zod';

import { STATUS_CODES, type StatusCode } from '../ingest/span.ts';
import { Int64, NullableCount, UsageColumns, usageOf, type Usage } from './columns.ts';
import { NO_SPAN } from './stored-span.ts';

/** A span without what it carries: all that a tree, a waterfall and sums need. */
export interface SkeletonSpan {
  readonly id: string;
  /** `null` for a root. */
  readonly parentId: string | null;
  readonly name: string;
  readonly kind: string;
  readonly service: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly status: StatusCode;
  readonly statusMessage: string;
  readonly model: string;
  readonly tool: string;
  readonly usage: Usage;
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly ownUsage: boolean;
  readonly cacheHit: boolean;
  readonly input: string;
  readonly output: string;
  readonly truncated: boolean;
  /** Decimal; `0` when there is none. */
  readonly promptKey: string;
}

const Flag = z.union([z.boolean(), z.number()]).transform(Boolean);

const SkeletonRow = z.object({
  id: z.string(), parent: z.string(), name: z.string(), kind: z.string(), service: z.string(), start: Int64, end: Int64, status: z.number(), status_message: z.string(),
  model: z.string(), tool_name: z.string(), ...UsageColumns.shape, cache_read_tokens: NullableCount, cache_write_tokens: NullableCount, reasoning_tokens: NullableCount,
  own_usage: Flag, cache_hit: Flag, input_preview: z.string(), output_preview: z.string(), truncated: Flag, prompt_key: z.string(),
});

export function readSkeletonSpan(value: unknown): SkeletonSpan {
  const row = SkeletonRow.parse(value);
  const { id, name, kind, service, start, end, model, truncated } = row;
  return {
    id, name, kind, service, start, end, model, truncated,
    parentId: row.parent === NO_SPAN ? null : row.parent,
    status: STATUS_CODES[row.status] ?? 'unset',
    statusMessage: row.status_message,
    tool: row.tool_name,
    usage: usageOf(row),
    cacheReadTokens: row.cache_read_tokens,
    cacheWriteTokens: row.cache_write_tokens,
    reasoningTokens: row.reasoning_tokens,
    ownUsage: row.own_usage,
    cacheHit: row.cache_hit,
    input: row.input_preview,
    output: row.output_preview,
    promptKey: row.prompt_key,
  };
}
