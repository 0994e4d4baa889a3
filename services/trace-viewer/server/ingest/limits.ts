import type { AttributeValue, KeyValue, Span } from './span.ts';

export interface SpanLimits {
  /** Most attributes of a span, of one of its events or of one of its links. */
  readonly maxAttributes: number;
  /** Longest text or bytes value that is kept whole, in bytes of UTF-8. */
  readonly maxValueBytes: number;
}

/**
 * Cuts values that are too large and leaves out attributes that are too many, in place.
 *
 * @returns the names of the attributes that lost something, `events[2].exception.stacktrace` for one of an event; `attributes` where some were
 * left out.
 */
export function applyLimits(span: Span, limits: SpanLimits): string[] {
  const cut: string[] = [];
  cutAttributes(span.attributes, limits, '', cut);
  for (const [index, event] of span.events.entries()) cutAttributes(event.attributes, limits, `events[${index}].`, cut);
  for (const [index, link] of span.links.entries()) cutAttributes(link.attributes, limits, `links[${index}].`, cut);
  return cut;
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
