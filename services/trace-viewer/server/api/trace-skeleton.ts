import type { SkeletonSpan as SpanAnswer, TraceSkeleton } from '../../contract/trace.ts';
import type { SkeletonSpan } from '../store/skeleton-span.ts';
import { leadingSpan, orderSpans } from '../transforms/order-spans.ts';
import { durationMs, told, toUsage, totalUsage, traceFigures } from '../transforms/figures.ts';

/** A trace as a flat list of spans in document order. */
export function toSkeleton(traceId: string, spans: readonly SkeletonSpan[], pinned: boolean): TraceSkeleton {
  const placed = orderSpans(spans);
  const first = leadingSpan(placed);
  return {
    trace_id: traceId,
    service: first?.service ?? '',
    name: first?.name ?? '',
    ...traceFigures(spans),
    models: [...new Set(spans.map(({ model }) => model).filter((model) => model !== ''))].toSorted(),
    ...totalUsage(spans),
    pinned,
    spans: placed.map(({ span, parent, depth, orphan }): SpanAnswer => ({
      id: span.id, parent_id: span.parentId, parent, depth, name: span.name, kind: span.kind, service: span.service, start: String(span.start), end: String(span.end),
      duration_ms: durationMs(span.start, span.end), status: { code: span.status, message: span.statusMessage }, orphan,
      running: span.end === 0n, model: told(span.model),
      tool: told(span.tool), usage: toUsage(span.usage), cache_read_tokens: span.cacheReadTokens, cache_write_tokens: span.cacheWriteTokens,
      reasoning_tokens: span.reasoningTokens, cache_hit: span.cacheHit, input: told(span.input), output: told(span.output), truncated: span.truncated,
      prompt_key: span.promptKey === '0' ? null : span.promptKey,
    })),
  };
}
