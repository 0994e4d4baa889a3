import type { Attributes, AttributeValue } from '../../../contract/scalars.ts';

/** A text attribute; `null` when it is missing or not a text. */
export function text(attrs: Attributes, key: string): string | null {
  const value = attrs[key];
  return typeof value === 'string' ? value : null;
}

/** A number, also one that was sent as a text; `null` when there is none. */
export function number(attrs: Attributes, key: string): number | null {
  const value = attrs[key];
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : null;
}

/** One item of a flattened list. */
export interface Item {
  /** The name it has in the span, up to and with its number: `llm.input_messages.0`. */
  readonly key: string;
  /** What is below that name. */
  readonly attrs: Attributes;
}

/**
 * The items of a list that is flattened as `prefix.N.rest`, by number. Numbers may leave gaps or be huge: nothing is
 * allocated for what is missing.
 */
export function items(attrs: Attributes, prefix: string): readonly Item[] {
  const groups = new Map<number, Map<string, AttributeValue>>();
  for (const [key, value] of Object.entries(attrs)) {
    if (!key.startsWith(`${prefix}.`)) continue;
    const match = /^(\d{1,15})(?:\.(.+))?$/s.exec(key.slice(prefix.length + 1));
    if (match === null) continue;
    const index = Number(match[1]);
    const group = groups.get(index) ?? new Map<string, AttributeValue>();
    group.set(match[2] ?? '', value);
    groups.set(index, group);
  }
  return [...groups.entries()]
    .toSorted(([left], [right]) => left - right)
    .map(([index, group]) => ({ key: `${prefix}.${index}`, attrs: Object.fromEntries(group) }));
}

/** An attribute's value as one text: a text as it is, anything else as JSON. */
export function asText(value: AttributeValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
