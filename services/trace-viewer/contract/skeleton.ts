import type { Nanoseconds, SpanId, SpanKind, StatusCode, Usage } from './scalars.ts';
import type { PackedSkeleton } from './trace.ts';

/** A span without what it carries; `GET /api/traces/{id}/spans/{spanId}` has that. */
export interface SkeletonSpan {
  readonly id: SpanId;
  readonly parent_id: SpanId | null;
  /** Position of the parent in `TraceSkeleton.spans`; -1 at the top. */
  readonly parent: number;
  readonly name: string;
  readonly kind: SpanKind;
  readonly service: string;
  readonly start: Nanoseconds;
  /** 0 while it runs. */
  readonly end: Nanoseconds;
  readonly duration_ms: number;
  readonly status: { readonly code: StatusCode; readonly message: string };
  /** True at the top when the parent has not arrived, or when parents form a circle. */
  readonly orphan: boolean;
  readonly running: boolean;
  readonly model: string | null;
  readonly tool: string | null;
  readonly usage: Usage;
  readonly cache_hit: boolean;
  /** Whether it tells what it was given or what it gave. */
  readonly has_payload: boolean;
}

/** A trace as a flat list of spans, each before everything below it, siblings by start. */
export type TraceSkeleton = Omit<PackedSkeleton, 'spans'> & { readonly spans: readonly SkeletonSpan[] };

/** Reads the columns of `GET /api/traces/{id}/skeleton` as spans. */
export function unpackSkeleton({ spans: columns, ...trace }: PackedSkeleton): TraceSkeleton {
  const { words } = columns;
  const origin = BigInt(trace.start);
  const count = columns.id.length;
  const message = spread(columns.message, count);
  const orphanOf = spread(columns.parent_id, count);
  const model = spread(columns.model, count);
  const tool = spread(columns.tool, count);
  const prompt = spread(columns.prompt_tokens, count);
  const completion = spread(columns.completion_tokens, count);
  const total = spread(columns.total_tokens, count);
  const cost = spread(columns.cost, count);
  const cached = new Set(columns.cache_hit);
  const payloads = new Set(columns.has_payload);
  const word = (position: number | null | undefined): string => words[position ?? -1] ?? '';
  const spans = columns.id.map((id, index): SkeletonSpan => {
    const parent = columns.parent[index] ?? -1;
    const start = origin + BigInt(columns.start[index] ?? 0);
    const duration = columns.duration[index] ?? null;
    return {
      id, parent, start: String(start),
      parent_id: parent === -1 ? orphanOf[index] ?? null : columns.id[parent] ?? null,
      name: word(columns.name[index]), kind: word(columns.kind[index]), service: word(columns.service[index]),
      end: duration === null ? '0' : String(start + BigInt(duration)),
      duration_ms: Math.max(0, duration ?? 0) / 1e6,
      status: { code: statusOf(word(columns.status[index])), message: message[index] ?? '' },
      orphan: orphanOf[index] !== null,
      running: duration === null,
      model: model[index] === null ? null : word(model[index]),
      tool: tool[index] === null ? null : word(tool[index]),
      usage: { prompt_tokens: prompt[index] ?? null, completion_tokens: completion[index] ?? null, total_tokens: total[index] ?? null, cost: cost[index] ?? null },
      cache_hit: cached.has(index),
      has_payload: payloads.has(index),
    };
  });
  return { ...trace, spans };
}

function spread<Value>({ at, is }: { readonly at: readonly number[]; readonly is: readonly Value[] }, count: number): (Value | null)[] {
  const values = Array.from({ length: count }, (): Value | null => null);
  for (const [index, position] of at.entries()) values[position] = is[index] ?? null;
  return values;
}

function statusOf(word: string): StatusCode {
  return word === 'ok' || word === 'error' ? word : 'unset';
}
