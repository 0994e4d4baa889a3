/** One entry of what the list shows of an input or output. */
export interface PreviewPart {
  /** `null` for a text that is no object, or for the only entry of one. */
  readonly name: string | null;
  readonly text: string;
}

const TEXT = /"(?:[^"\\]|\\.)*(?:"|$)/gs;

/** Begins an object, also one in a list, and one that Python's instrumentation wraps as `{ args, kwargs }`. */
const OBJECT = /^\s*\[?\s*\{(?:\s*"args"\s*:\s*\[\s*\]\s*,)?(?:\s*"kwargs"\s*:\s*\{)?/;

/**
 * The beginning of an input or output as a reader would say it: the values of a JSON object, texts first. The beginning
 * may end anywhere, as the store cuts it; what it ends in is shown as far as it goes.
 */
export function readPreview(source: string): readonly PreviewPart[] {
  const object = OBJECT.exec(source);
  if (object === null) return [{ name: null, text: unquote(source) }];
  const texts: PreviewPart[] = [];
  const others: PreviewPart[] = [];
  let at = object[0].length;
  for (;;) {
    const key = /^[\s,]*("(?:[^"\\]|\\.)*")\s*:\s*/.exec(source.slice(at));
    if (key === null) break;
    at += key[0].length;
    const end = endOfValue(source, at);
    const raw = source.slice(at, end);
    const part = { name: unquote(key[1] ?? ''), text: listed(raw) ?? unquote(raw) };
    if (/^[[{]/.test(raw)) others.push(part);
    else if (raw !== '') texts.push(part);
    at = end;
  }
  const parts = [...texts, ...others];
  if (parts.length === 0) return [{ name: null, text: source }];
  return parts.length === 1 ? parts.map(({ text }) => ({ name: null, text })) : parts;
}

/** Position after the JSON value that starts here, or the end of a text that was cut within it. */
function endOfValue(source: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = start; at < source.length; at += 1) {
    const char = source[at];
    if (quoted) {
      if (char === '\\') at += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') {
      if (depth === 0) return at;
      depth -= 1;
    } else if (char === ',' && depth === 0) return at;
  }
  return source.length;
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
