import { z } from 'zod';

import { STATUS_CODES, type StatusCode } from '../ingest/span.ts';
import type { Usage } from './columns.ts';
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
  readonly ownUsage: boolean;
  readonly cacheHit: boolean;
  /** Whether it tells what it was given or what it gave. */
  readonly hasPayload: boolean;
}

const Texts = z.array(z.string());
const Numbers = z.array(z.number());
const Figures = z.array(z.number().nullable());

const Columns = z.tuple([z.object({
  id: Texts, parent: Texts, name: Texts, kind: Texts, service: Texts, start: Texts, end: Texts, status: Numbers, message: Texts, model: Texts, tool: Texts,
  prompt_tokens: Figures, completion_tokens: Figures, total_tokens: Figures, cost: Figures, own_usage: Numbers, cache_hit: Numbers, has_payload: Numbers,
})]);

/** Reads what `read_skeleton.sql` answers. */
export function readSkeletonSpans(rows: readonly unknown[]): SkeletonSpan[] {
  const [columns] = Columns.parse(rows);
  return columns.id.map((id, at) => ({
    id,
    parentId: columns.parent[at] === NO_SPAN ? null : columns.parent[at] ?? null,
    name: columns.name[at] ?? '',
    kind: columns.kind[at] ?? '',
    service: columns.service[at] ?? '',
    start: BigInt(columns.start[at] ?? 0),
    end: BigInt(columns.end[at] ?? 0),
    status: STATUS_CODES[columns.status[at] ?? 0] ?? 'unset',
    statusMessage: columns.message[at] ?? '',
    model: columns.model[at] ?? '',
    tool: columns.tool[at] ?? '',
    usage: {
      promptTokens: columns.prompt_tokens[at] ?? null, completionTokens: columns.completion_tokens[at] ?? null, totalTokens: columns.total_tokens[at] ?? null, cost: columns.cost[at] ?? null,
    },
    ownUsage: columns.own_usage[at] === 1,
    cacheHit: columns.cache_hit[at] === 1,
    hasPayload: columns.has_payload[at] === 1,
  }));
}
