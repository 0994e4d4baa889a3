import type { Resource, SpanNode, Trace } from '../../contract/trace.ts';
import { parseStoredJson } from '../store/attribute-json.ts';
import type { JsonAttributes, StoredSpan } from '../store/stored-span.ts';
import { leadingSpan, orderSpans } from '../transforms/order-spans.ts';
import { durationMs, toUsage, totalUsage, traceFigures } from '../transforms/figures.ts';

/** Beyond this, a branch goes on flat: nobody reads deeper, and JSON that nests deeper breaks readers. */
export const MAX_DEPTH = 1_000;

/** Makes a tree of spans that may be in any order, lack parents, or name each other as parents in a circle. */
export function toTrace(traceId: string, spans: readonly StoredSpan[]): Trace {
  const resources = new ResourceTable();
  const placed = orderSpans(spans);
  const tree: SpanNode[] = [];
  // Where the children of each span go.
  const lists: SpanNode[][] = [];
  for (const { span, parent, depth, orphan } of placed) {
    const node = toSpanNode(span, orphan, resources.position(span));
    const list = lists[parent] ?? tree;
    list.push(node);
    lists.push(depth + 1 < MAX_DEPTH ? node.children : list);
  }
  const first = leadingSpan(placed);
  return {
    trace_id: traceId,
    service: first?.service ?? '',
    name: first?.name ?? '',
    ...traceFigures(spans),
    models: [...new Set(spans.flatMap(({ model }) => model ?? []))].toSorted(),
    ...totalUsage(spans),
    resources: resources.list,
    tree,
  };
}

export function toSpanNode(span: StoredSpan, orphan: boolean, resource: number): SpanNode {
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
    resource,
    truncated: span.truncated,
    children: [],
  };
}

/** Each resource once: thousands of spans share one. */
export class ResourceTable {
  readonly list: Resource[] = [];
  readonly #positions = new Map<string, number>();

  position({ resource, service }: Pick<StoredSpan, 'resource' | 'service'>): number {
    const known = this.#positions.get(resource);
    if (known !== undefined) return known;
    const { attributes } = parseStoredJson(resource) as { attributes: JsonAttributes };
    const position = this.list.push({ service, attrs: attributes as Resource['attrs'] }) - 1;
    this.#positions.set(resource, position);
    return position;
  }
}
