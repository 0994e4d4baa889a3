import { z } from 'zod';

import type { StatusCode } from '../ingest/span.ts';
import { Count, Int64, UsageColumns, usageOf, type Usage } from './columns.ts';

/** A trace without its spans. */
export interface TraceHead {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly service: string;
  readonly hasRoot: boolean;
  readonly running: boolean;
  readonly pinned: boolean;
  readonly input: string;
  readonly output: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly spans: number;
  readonly errors: number;
  readonly status: StatusCode;
  readonly models: string[];
  readonly session: string;
  readonly user: string;
  readonly version: string;
  readonly tags: string[];
  /** Nanoseconds that calls of language models took, added up. */
  readonly lmNs: bigint;
  readonly usage: Usage;
}

const Flag = z.union([z.boolean(), z.number()]).transform(Boolean);

const TraceRow = z.object({
  id: z.string(), root: z.tuple([z.string(), z.string(), z.string(), Flag]), previews: z.tuple([z.string(), z.string()]), first_start: Int64, last_end: Int64,
  spans: Count, errors: Count, oks: Count, running: Flag, pinned: Flag, models: z.array(z.string()), session: z.string(), user: z.string(), version: z.string(),
  tags: z.array(z.string()), lm_ns: Int64, ...UsageColumns.shape,
});

export function readTraceHead(row: unknown): TraceHead {
  const { root: [name, kind, service, hasRoot], previews: [input, output], first_start: start, last_end: end, lm_ns: lmNs, oks, ...rest } = TraceRow.parse(row);
  const { id, running, pinned, spans, errors, models, session, user, version, tags } = rest;
  const status = errors > 0 ? 'error' : oks > 0 ? 'ok' : 'unset';
  return { id, name, kind, service, hasRoot, running, pinned, input, output, start, end, spans, errors, status, models, session, user, version, tags, lmNs, usage: usageOf(rest) };
}
