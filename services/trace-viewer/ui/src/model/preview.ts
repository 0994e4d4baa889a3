import { readObjectEntries } from '../../../contract/object-entries.ts';

/** One entry of what the list shows of an input or output. */
export interface PreviewPart {
  /** `null` for a text that is no object, or for the only entry of one. */
  readonly name: string | null;
  readonly text: string;
}

const TEXT = /"(?:[^"\\]|\\.)*(?:"|$)/gs;

/**
 * The beginning of an input or output as a reader would say it: the values of a JSON object, texts first. The beginning
 * may end anywhere, as the store cuts it; what it ends in is shown as far as it goes.
 */
export function readPreview(source: string): readonly PreviewPart[] {
  const object = readObjectEntries(source);
  if (object === null) return [{ name: null, text: unquote(source) }];
  const ordered = [...object.entries.filter(({ plain }) => plain), ...object.entries.filter(({ plain }) => !plain)];
  const parts = ordered.map(({ key, value }) => ({ name: unquote(key), text: listed(value) ?? unquote(value) }));
  if (parts.length === 0) return [{ name: null, text: source }];
  return parts.length === 1 ? parts.map(({ text }) => ({ name: null, text })) : parts;
}

/** The texts of a list that holds nothing else, as far as it was not cut. */
function listed(raw: string): string | null {
  if (!/^\[\s*"/.test(raw) || raw.replaceAll(TEXT, '').includes('{')) return null;
  return [...raw.matchAll(TEXT)].map(([text]) => unquote(text)).join('  ·  ');
}

/** The text of a quoted JSON text, also of one that was cut; anything else as it is. */
function unquote(raw: string): string {
  const trimmed = raw.trim();
  if (!trimmed.startsWith('"')) return trimmed;
  const closed = /^"(?:[^"\\]|\\.)*"$/s.test(trimmed);
  const inside = closed ? trimmed.slice(1, -1) : trimmed.slice(1).replace(/\\(?:u[\da-fA-F]{0,3})?…?$/, '…');
  try {
    const text: unknown = JSON.parse(`"${inside}"`);
    return typeof text === 'string' ? text.replaceAll(/\s+/g, ' ') : trimmed;
  } catch {
    return inside;
  }
}
