import { z } from 'zod';

import { OTEL_KINDS, STATUS_CODES, type OtelKind, type StatusCode } from '../ingest/span.ts';
import { parseStoredJson } from './attribute-json.ts';

export type JsonAttributes = Record<string, unknown>;

export interface Usage {
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly totalTokens: number | null;
  readonly cost: number | null;
}

/** A span as it was stored, attributes as the API shows them. */
export interface StoredSpan {
  readonly id: string;
  /** `null` for a root. */
  readonly parentId: string | null;
  readonly name: string;
  readonly kind: string;
  readonly otelKind: OtelKind;
  readonly service: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly status: StatusCode;
  readonly statusMessage: string;
  readonly model: string | null;
  readonly usage: Usage;
  readonly ownUsage: boolean;
  readonly attributes: JsonAttributes;
  readonly events: { name: string; time: string; attributes: JsonAttributes }[];
  readonly links: { trace_id: string; span_id: string; attributes: JsonAttributes }[];
  /** Text that spans of one resource have in common. */
  readonly resource: string;
  readonly scope: { name: string; version: string };
  readonly truncated: string[];
}

/** A trace without its spans. */
export interface TraceHead {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly service: string;
  readonly hasRoot: boolean;
  readonly input: string;
  readonly output: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly spans: number;
  readonly errors: number;
  readonly status: StatusCode;
  readonly models: string[];
  readonly usage: Usage;
}

const NO_SPAN = '0000000000000000';

const Int64 = z.union([z.string(), z.number()]).transform(BigInt);
const Count = z.union([z.string(), z.number()]).transform(Number);
const NullableCount = Count.nullable();

export const SpanRow = z.object({
  id: z.string(), parent: z.string(), name: z.string(), kind: z.string(), otel_kind: z.number(), service: z.string(), start: Int64, end: Int64,
  status: z.number(), status_message: z.string(), model: z.string(), prompt_tokens: NullableCount, completion_tokens: NullableCount,
  total_tokens: NullableCount, cost: z.number().nullable(), own_usage: z.boolean(), attributes: z.string(), events: z.string(), links: z.string(),
  resource: z.string(), scope: z.string(), truncated: z.array(z.string()),
});

export const TraceRow = z.object({
  id: z.string(), root: z.tuple([z.string(), z.string(), z.string(), z.union([z.boolean(), z.number()])]), previews: z.tuple([z.string(), z.string()]),
  first_start: Int64, last_end: Int64, spans: Count, errors: Count, oks: Count, models: z.array(z.string()), prompt_tokens: NullableCount,
  completion_tokens: NullableCount, total_tokens: NullableCount, cost: z.number().nullable(),
});

export function toStoredSpan(row: z.infer<typeof SpanRow>): StoredSpan {
  return {
    id: row.id,
    parentId: row.parent === NO_SPAN ? null : row.parent,
    name: row.name,
    kind: row.kind,
    otelKind: OTEL_KINDS[row.otel_kind] ?? 'unspecified',
    service: row.service,
    start: row.start,
    end: row.end,
    status: STATUS_CODES[row.status] ?? 'unset',
    statusMessage: row.status_message,
    model: row.model === '' ? null : row.model,
    usage: usageOf(row),
    ownUsage: row.own_usage,
    attributes: parseStoredJson(row.attributes) as JsonAttributes,
    events: row.events === '' ? [] : (parseStoredJson(row.events) as StoredSpan['events']),
    links: row.links === '' ? [] : (parseStoredJson(row.links) as StoredSpan['links']),
    resource: row.resource,
    scope: parseStoredJson(row.scope) as StoredSpan['scope'],
    truncated: row.truncated,
  };
}

export function toTraceHead(row: z.infer<typeof TraceRow>): TraceHead {
  const [name, kind, service, isRoot] = row.root;
  const [input, output] = row.previews;
  return {
    id: row.id,
    name,
    kind,
    service,
    hasRoot: Boolean(isRoot),
    input,
    output,
    start: row.first_start,
    end: row.last_end,
    spans: row.spans,
    errors: row.errors,
    status: row.errors > 0 ? 'error' : row.oks > 0 ? 'ok' : 'unset',
    models: row.models,
    usage: usageOf(row),
  };
}

function usageOf(row: { prompt_tokens: number | null; completion_tokens: number | null; total_tokens: number | null; cost: number | null }): Usage {
  return { promptTokens: row.prompt_tokens, completionTokens: row.completion_tokens, totalTokens: row.total_tokens, cost: row.cost };
}
