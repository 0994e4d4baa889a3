import { z } from 'zod';

import { OTEL_KINDS, STATUS_CODES, type OtelKind, type StatusCode } from '../ingest/span.ts';
import { parseStoredJson } from './attribute-json.ts';
import { Int64, NullableCount, usageOf, type Usage } from './columns.ts';

export type JsonAttributes = Record<string, unknown>;

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

/** What stands in `parent_id` of a root. */
export const NO_SPAN = '0000000000000000';

export const SpanRow = z.object({
  id: z.string(), parent: z.string(), name: z.string(), kind: z.string(), otel_kind: z.number(), service: z.string(), start: Int64, end: Int64,
  status: z.number(), status_message: z.string(), model: z.string(), prompt_tokens: NullableCount, completion_tokens: NullableCount,
  total_tokens: NullableCount, cost: z.number().nullable(), own_usage: z.boolean(), attributes: z.string(), events: z.string(), links: z.string(),
  resource: z.string(), scope: z.string(), truncated: z.array(z.string()),
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
