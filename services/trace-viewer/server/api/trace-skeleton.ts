import type { PackedSkeleton } from '../../contract/trace.ts';
import type { SkeletonSpan } from '../store/skeleton-span.ts';
import { totalUsage, traceFigures } from '../transforms/figures.ts';
import { leadingSpan, orderSpans } from '../transforms/order-spans.ts';

/** A trace as a flat list of spans in document order, a column per field. */
export function packSkeleton(traceId: string, spans: readonly SkeletonSpan[], pinned: boolean): PackedSkeleton {
  const placed = orderSpans(spans);
  const first = leadingSpan(placed);
  const figures = traceFigures(spans);
  const origin = BigInt(figures.start);
  const words = new Words();
  const ordered = placed.map(({ span }) => span);
  return {
    trace_id: traceId,
    service: first?.service ?? '',
    name: first?.name ?? '',
    start: figures.start, end: figures.end, duration_ms: figures.duration_ms, status: figures.status, errors: figures.errors,
    models: [...new Set(spans.map(({ model }) => model).filter((model) => model !== ''))].toSorted(),
    ...totalUsage(spans),
    pinned,
    spans: {
      words: words.list,
      id: ordered.map(({ id }) => id),
      parent: placed.map(({ parent }) => parent),
      parent_id: sparse(placed, ({ orphan, span }) => (orphan ? span.parentId : null)),
      name: ordered.map(({ name }) => words.position(name)),
      kind: ordered.map(({ kind }) => words.position(kind)),
      service: ordered.map(({ service }) => words.position(service)),
      start: ordered.map(({ start }) => Number(start - origin)),
      duration: ordered.map(({ start, end }) => (end === 0n ? null : Number(end - start))),
      status: ordered.map(({ status }) => words.position(status)),
      message: sparse(ordered, ({ statusMessage }) => (statusMessage === '' ? null : statusMessage)),
      model: sparse(ordered, ({ model }) => (model === '' ? null : words.position(model))),
      tool: sparse(ordered, ({ tool }) => (tool === '' ? null : words.position(tool))),
      prompt_tokens: sparse(ordered, ({ usage }) => usage.promptTokens),
      completion_tokens: sparse(ordered, ({ usage }) => usage.completionTokens),
      total_tokens: sparse(ordered, ({ usage }) => usage.totalTokens),
      cost: sparse(ordered, ({ usage }) => usage.cost),
      cache_hit: positions(ordered, ({ cacheHit }) => cacheHit),
      has_payload: positions(ordered, ({ hasPayload }) => hasPayload),
    },
  };
}

/** Texts, each once. */
class Words {
  readonly list: string[] = [];
  readonly #positions = new Map<string, number>();

  position(word: string): number {
    let position = this.#positions.get(word);
    if (position === undefined) {
      position = this.list.push(word) - 1;
      this.#positions.set(word, position);
    }
    return position;
  }
}

function sparse<Item, Value>(items: readonly Item[], read: (item: Item) => Value | null): { at: number[]; is: Value[] } {
  const at: number[] = [];
  const is: Value[] = [];
  for (const [index, item] of items.entries()) {
    const value = read(item);
    if (value === null) continue;
    at.push(index);
    is.push(value);
  }
  return { at, is };
}

function positions<Item>(items: readonly Item[], has: (item: Item) => boolean): number[] {
  return items.flatMap((item, index) => (has(item) ? [index] : []));
}
