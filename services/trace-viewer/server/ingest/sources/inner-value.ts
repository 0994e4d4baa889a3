import type { AttributeValue } from '../span.ts';

/** The value at a path inside a map or a JSON text; of an empty path, what the JSON text itself says. `undefined` when there is none. */
export function valueAt(value: AttributeValue, path: readonly string[]): AttributeValue | undefined {
  if (typeof value === 'string') return ofJson(path.reduce<unknown>(step, parsed(value, path.length === 0 ? value : undefined)));
  let inner: AttributeValue | undefined = value;
  for (const name of path) inner = isMap(inner) ? inner.entries.findLast(({ key }) => key === name)?.value : undefined;
  return inner;
}

/** A value as one text: a text as it is, a list as JSON, anything else as it is written. */
export function valueText(value: AttributeValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? JSON.stringify(value.map(valueText)) : '';
}

function parsed(text: string, otherwise: string | undefined): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not every exporter writes JSON where the source's own would: a plain word is one then.
    return otherwise;
  }
}

function step(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

function ofJson(value: unknown): AttributeValue | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

function isMap(value: AttributeValue | undefined): value is { readonly entries: { readonly key: string; value: AttributeValue }[] } {
  // Bytes and lists have a method of that name.
  return typeof value === 'object' && value !== null && 'entries' in value && Array.isArray(value.entries);
}
