// One trace as each backend tells it, brought to one form, so that a test can compare them with each other and with
// the tree it expects.

export interface Span {
  id: string;
  /** As it was sent; `null` for a span without one. */
  parentId: string | null;
  name: string;
  /** The OpenInference kind in upper case; `null` for a span that has none. */
  kind: string | null;
  /** Nanoseconds since 1970; Phoenix keeps microseconds. */
  start: bigint;
  /** Under their flat names, as they were sent. */
  attributes: Record<string, unknown>;
}

export interface SpanTree {
  name: string;
  kind: string | null;
  children: SpanTree[];
}

/** The roots of a trace with what is below them, siblings by their start. A span whose parent is not there is a root. */
export function spanTree(spans: readonly Span[]): SpanTree[] {
  const ids = new Set(spans.map(({ id }) => id));
  const below = (parentId: string | null): SpanTree[] =>
    spans
      .filter((span) => (span.parentId !== null && ids.has(span.parentId) ? span.parentId : null) === parentId)
      .toSorted((a, b) => Number(a.start - b.start))
      .map(({ id, name, kind }) => ({ name, kind, children: below(id) }));
  return below(null);
}

/** Spans in the answer of the viewer's `GET /api/traces/{id}`. */
export function viewerSpans(answer: ViewerTrace): Span[] {
  const flatten = (nodes: ViewerSpan[]): Span[] =>
    nodes.flatMap(({ id, parent_id, name, start, attrs, children }) => [
      { id, parentId: parent_id, name, kind: openInferenceKind(attrs), start: BigInt(start), attributes: attrs },
      ...flatten(children),
    ]);
  return flatten(answer.tree);
}

/** Spans in the answer of Jaeger's `GET /api/v3/traces/{id}`, which is OTLP in JSON. */
export function jaegerSpans(answer: JaegerTrace): Span[] {
  const spans = answer.result.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  return spans.map(({ spanId, parentSpanId, name, startTimeUnixNano, attributes: sent = [] }) => {
    // Jaeger adds remarks of its own, such as that the root's parent is not there.
    const own = sent.filter(({ key }) => !key.startsWith('@jaeger@'));
    const attributes = Object.fromEntries(own.map(({ key, value }) => [key, anyValue(value)]));
    return {
      id: spanId,
      parentId: parentSpanId || null,
      name,
      kind: openInferenceKind(attributes),
      start: BigInt(startTimeUnixNano),
      attributes,
    };
  });
}

/** Spans in the answer of Phoenix's `GET /v1/projects/{project}/spans?trace_id={id}`. */
export function phoenixSpans(answer: PhoenixTrace): Span[] {
  return answer.data.map(({ context, parent_id, name, span_kind, start_time, attributes }) => ({
    id: context.span_id,
    parentId: parent_id,
    name,
    // Phoenix takes the kind out of the attributes and calls a span without one UNKNOWN.
    kind: span_kind === 'UNKNOWN' ? null : span_kind,
    start: nanoseconds(start_time),
    attributes,
  }));
}

function openInferenceKind(attributes: Record<string, unknown>): string | null {
  const kind = attributes['openinference.span.kind'];
  return typeof kind === 'string' ? kind : null;
}

/** `2026-01-31T12:00:00.123456+00:00`: a Date would keep milliseconds only. */
function nanoseconds(timestamp: string): bigint {
  const fraction = /\.(\d+)/.exec(timestamp)?.[1] ?? '';
  const seconds = BigInt(Date.parse(timestamp.replace(/\.\d+/, ''))) / 1000n;
  return seconds * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
}

function anyValue(value: OtlpValue): unknown {
  if (value.intValue !== undefined) return Number(value.intValue);
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(anyValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue;
}

interface ViewerSpan {
  id: string;
  parent_id: string | null;
  name: string;
  start: string;
  attrs: Record<string, unknown>;
  children: ViewerSpan[];
}

export interface ViewerTrace {
  tree: ViewerSpan[];
}

interface OtlpValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: string;
  doubleValue?: number;
  arrayValue?: { values?: OtlpValue[] };
}

interface JaegerSpan {
  spanId: string;
  parentSpanId?: string;
  name: string;
  startTimeUnixNano: string;
  attributes?: Array<{ key: string; value: OtlpValue }>;
}

export interface JaegerTrace {
  result: { resourceSpans: Array<{ scopeSpans: Array<{ spans: JaegerSpan[] }> }> };
}

export interface PhoenixTrace {
  data: Array<{
    context: { trace_id: string; span_id: string };
    parent_id: string | null;
    name: string;
    span_kind: string;
    start_time: string;
    attributes: Record<string, unknown>;
  }>;
}
