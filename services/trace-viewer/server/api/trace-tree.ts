import type { Resource, SpanNode, Trace } from '../../contract/trace.ts';
import { parseStoredJson } from '../store/attribute-json.ts';
import type { JsonAttributes, StoredSpan } from '../store/stored-span.ts';
import { durationMs, toUsage, totalUsage } from './figures.ts';

/** Beyond this, a branch goes on flat: nobody reads deeper, and JSON that nests deeper breaks readers. */
export const MAX_DEPTH = 1_000;

/** Makes a tree of spans that may be in any order, lack parents, or name each other as parents in a circle. */
export function toTrace(traceId: string, spans: readonly StoredSpan[]): Trace {
  const resources = new ResourceTable();
  const tree = new TreeBuilder(spans, resources).build();
  const [first] = tree.toSorted(byRank);
  const start = spans.reduce((earliest, span) => (span.start < earliest ? span.start : earliest), spans[0]?.start ?? 0n);
  const end = spans.reduce((latest, span) => [latest, span.start, span.end].reduce((one, other) => (other > one ? other : one)), start);
  const errors = spans.filter(({ status }) => status === 'error').length;
  return {
    trace_id: traceId,
    service: first?.service ?? '',
    name: first?.name ?? '',
    start: String(start),
    end: String(end),
    duration_ms: durationMs(start, end),
    spans: spans.length,
    status: errors > 0 ? 'error' : spans.some(({ status }) => status === 'ok') ? 'ok' : 'unset',
    errors,
    models: [...new Set(spans.flatMap(({ model }) => model ?? []))].toSorted(),
    ...totalUsage(spans),
    resources: resources.list,
    tree,
  };
}

class TreeBuilder {
  readonly #spans: readonly StoredSpan[];
  readonly #resources: ResourceTable;
  readonly #children: ReadonlyMap<string, StoredSpan[]>;
  readonly #ids: ReadonlySet<string>;
  readonly #placed = new Set<StoredSpan>();

  constructor(spans: readonly StoredSpan[], resources: ResourceTable) {
    this.#spans = spans.toSorted(byStart);
    this.#resources = resources;
    this.#ids = new Set(spans.map(({ id }) => id));
    this.#children = Map.groupBy(this.#spans.filter((span) => this.#hasParent(span)), ({ parentId }) => parentId ?? '');
  }

  build(): SpanNode[] {
    const roots: SpanNode[] = [];
    for (const span of this.#spans) if (!this.#hasParent(span)) this.#place(span, roots);
    // What no root leads to hangs on a circle of parents: it is cut at its earliest span.
    for (const span of this.#spans) if (!this.#placed.has(span)) this.#place(span, roots);
    return roots.toSorted(byStart);
  }

  #hasParent(span: StoredSpan): boolean {
    return span.parentId !== null && span.parentId !== span.id && this.#ids.has(span.parentId);
  }

  /** Places a span and everything below it. Keeps its own stack: a trace may be deeper than JavaScript's. */
  #place(top: StoredSpan, roots: SpanNode[]): void {
    const stack = [{ span: top, into: roots, depth: 1 }];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const { span, into, depth } = next;
      if (this.#placed.has(span)) continue;
      this.#placed.add(span);
      const node = this.#toNode(span, span === top && span.parentId !== null);
      into.push(node);
      const below = depth < MAX_DEPTH ? { into: node.children, depth: depth + 1 } : { into, depth };
      for (const child of (this.#children.get(span.id) ?? []).toReversed()) stack.push({ span: child, ...below });
    }
  }

  #toNode(span: StoredSpan, orphan: boolean): SpanNode {
    return {
      id: span.id,
      parent_id: span.parentId,
      name: span.name,
      kind: span.kind,
      otel_kind: span.otelKind,
      service: span.service,
      start: String(span.start),
      end: String(span.end),
      duration_ms: durationMs(span.start, span.end),
      status: { code: span.status, message: span.statusMessage },
      orphan,
      model: span.model,
      usage: toUsage(span.usage),
      attrs: span.attributes as SpanNode['attrs'],
      events: span.events.map(({ name, time, attributes }) => ({ name, time, attrs: attributes as SpanNode['attrs'] })),
      links: span.links.map(({ trace_id, span_id, attributes }) => ({ trace_id, span_id, attrs: attributes as SpanNode['attrs'] })),
      scope: { name: span.scope.name, version: span.scope.version },
      resource: this.#resources.position(span),
      truncated: span.truncated,
      children: [],
    };
  }
}

/** Each resource once: thousands of spans share one. */
class ResourceTable {
  readonly list: Resource[] = [];
  readonly #positions = new Map<string, number>();

  position({ resource, service }: StoredSpan): number {
    const known = this.#positions.get(resource);
    if (known !== undefined) return known;
    const { attributes } = parseStoredJson(resource) as { attributes: JsonAttributes };
    const position = this.list.push({ service, attrs: attributes as Resource['attrs'] }) - 1;
    this.#positions.set(resource, position);
    return position;
  }
}

/** Nanoseconds; an end of 0 is that of a span still running. */
interface Timed {
  readonly id: string;
  readonly start: bigint | string;
  readonly end: bigint | string;
}

/** Clocks of milliseconds let calls that follow one another start at once: the one that ends first came first. */
function byStart(one: Timed, other: Timed): number {
  return compare(BigInt(one.start), BigInt(other.start)) || compare(lastEnd(one), lastEnd(other)) || compare(one.id, other.id);
}

/** Roots before orphans, and of those that start at once the outermost first: it ends last. As the list of traces has it. */
function byRank(one: SpanNode, other: SpanNode): number {
  return Number(one.orphan) - Number(other.orphan) || compare(BigInt(one.start), BigInt(other.start)) || compare(lastEnd(other), lastEnd(one)) || compare(one.id, other.id);
}

const STILL_RUNNING = 2n ** 64n;

function lastEnd({ end }: Timed): bigint {
  const time = BigInt(end);
  return time === 0n ? STILL_RUNNING : time;
}

function compare<Value extends string | bigint>(one: Value, other: Value): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
