import type { AttributeValue, KeyValue, Resource, Scope, Span } from './span.ts';

export interface SpanLimits {
  /** Most attributes of a span, of one of its events or links, of a resource or of a scope. */
  readonly maxAttributes: number;
  /** Longest text or bytes value that is kept whole, in bytes of UTF-8. */
  readonly maxValueBytes: number;
}

/** Names are read with every list: of spans, events and what emitted them. */
const MAX_NAME_BYTES = 4_096;

/** What was cut of a resource or a scope, which spans share. */
const sharedCuts = new WeakMap<Resource | Scope, readonly string[]>();

/**
 * Cuts values that are too large and leaves out attributes that are too many, in place.
 *
 * @returns what lost something: names of attributes, `events[2].exception.stacktrace` for one of an event, `resource.host.name` and `scope.name`
 * for what emitted the span, `name`, `status.message`, `trace_state`; `attributes` where some were left out.
 */
export function applyLimits(span: Span, limits: SpanLimits): string[] {
  const cut: string[] = [];
  span.name = cutNamed(span.name, MAX_NAME_BYTES, 'name', cut);
  span.statusMessage = cutNamed(span.statusMessage, limits.maxValueBytes, 'status.message', cut);
  span.traceState = cutNamed(span.traceState, limits.maxValueBytes, 'trace_state', cut);
  cutAttributes(span.attributes, limits, '', cut);
  for (const [index, event] of span.events.entries()) {
    event.name = cutNamed(event.name, MAX_NAME_BYTES, `events[${index}].name`, cut);
    cutAttributes(event.attributes, limits, `events[${index}].`, cut);
  }
  for (const [index, link] of span.links.entries()) {
    link.traceState = cutNamed(link.traceState, limits.maxValueBytes, `links[${index}].trace_state`, cut);
    cutAttributes(link.attributes, limits, `links[${index}].`, cut);
  }
  cut.push(...cutOnce(span.resource, () => cutResource(span.resource, limits)), ...cutOnce(span.scope, () => cutScope(span.scope, limits)));
  return cut;
}

function cutOnce(shared: Resource | Scope, work: () => readonly string[]): readonly string[] {
  let cut = sharedCuts.get(shared);
  if (cut === undefined) {
    cut = work();
    sharedCuts.set(shared, cut);
  }
  return cut;
}

function cutResource(resource: Resource, limits: SpanLimits): readonly string[] {
  const cut: string[] = [];
  resource.schemaUrl = cutNamed(resource.schemaUrl, MAX_NAME_BYTES, 'resource.schema_url', cut);
  cutAttributes(resource.attributes, limits, 'resource.', cut);
  return cut;
}

function cutScope(scope: Scope, limits: SpanLimits): readonly string[] {
  const cut: string[] = [];
  scope.name = cutNamed(scope.name, MAX_NAME_BYTES, 'scope.name', cut);
  scope.version = cutNamed(scope.version, MAX_NAME_BYTES, 'scope.version', cut);
  scope.schemaUrl = cutNamed(scope.schemaUrl, MAX_NAME_BYTES, 'scope.schema_url', cut);
  cutAttributes(scope.attributes, limits, 'scope.', cut);
  return cut;
}

function cutNamed(text: string, maxBytes: number, name: string, cut: string[]): string {
  const kept = cutText(text, maxBytes);
  if (kept !== text) cut.push(name);
  return kept;
}

function cutAttributes(attributes: KeyValue[], limits: SpanLimits, prefix: string, cut: string[]): void {
  if (attributes.length > limits.maxAttributes) {
    attributes.length = limits.maxAttributes;
    cut.push(`${prefix}attributes`);
  }
  for (const attribute of attributes) {
    const value = cutValue(attribute.value, limits.maxValueBytes);
    if (value === attribute.value) continue;
    attribute.value = value;
    cut.push(prefix + attribute.key);
  }
}

/** Answers the same value when nothing had to be cut. */
function cutValue(value: AttributeValue, maxBytes: number): AttributeValue {
  if (typeof value === 'string') return cutText(value, maxBytes);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return value.length > maxBytes ? value.subarray(0, maxBytes) : value;
  if (Array.isArray(value)) {
    const items = value.map((item) => cutValue(item, maxBytes));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const entries = value.entries.map(({ key, value: inner }) => ({ key, value: cutValue(inner, maxBytes) }));
  return entries.some((entry, index) => entry.value !== value.entries[index]?.value) ? { entries } : value;
}

function cutText(text: string, maxBytes: number): string {
  // No UTF-16 unit takes more than 3 bytes of UTF-8.
  if (text.length * 3 <= maxBytes || Buffer.byteLength(text) <= maxBytes) return text;
  const bytes = Buffer.from(text).subarray(0, maxBytes + 1);
  let end = maxBytes;
  // Back to the first byte of a character: a byte 10xxxxxx continues one.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}
