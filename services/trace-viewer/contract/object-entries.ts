/** A member of a JSON object, key and value as they are written. */
interface ObjectEntry {
  readonly key: string;
  readonly value: string;
  /** True for a text, number, boolean or null; false for a list or object. */
  readonly plain: boolean;
}

export interface ObjectEntries {
  /** What comes before the first entry. */
  readonly opening: string;
  readonly entries: readonly ObjectEntry[];
  /** What comes after the last entry that can be read. */
  readonly rest: string;
}

/** Begins an object, also one in a list, and one that Python's instrumentation wraps as `{ args, kwargs }`. */
const OPENING = /^\s*(?:\[\s*)?\{(?:\s*"args"\s*:\s*\[\s*\]\s*,)?(?:\s*"kwargs"\s*:\s*\{)?/;

const KEY = /[\s,]*("[^"\\]*(?:\\.[^"\\]*)*")\s*:\s*/sy;

/**
 * The entries of the JSON object that a text begins with, or `null`. The text may end anywhere: an entry that is cut
 * counts as far as it goes. Takes time in proportion to the text.
 */
export function readObjectEntries(source: string): ObjectEntries | null {
  const opening = OPENING.exec(source)?.[0];
  if (opening === undefined) return null;
  const entries: ObjectEntry[] = [];
  let at = opening.length;
  for (;;) {
    KEY.lastIndex = at;
    const key = KEY.exec(source);
    if (key === null) break;
    const start = KEY.lastIndex;
    at = endOfValue(source, start);
    const value = source.slice(start, at).trimEnd();
    if (value !== '') entries.push({ key: key[1] ?? '', value, plain: !/^[[{]/.test(value) });
  }
  return { opening, entries, rest: source.slice(at) };
}

/** Position after the JSON value that starts here, or the end of a text that was cut within it. */
function endOfValue(source: string, start: number): number {
  let depth = 0;
  for (let at = start; at < source.length; at += 1) {
    const char = source[at];
    if (char === '"') at = endOfText(source, at);
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') {
      if (depth === 0) return at;
      depth -= 1;
    } else if (char === ',' && depth === 0) return at;
  }
  return source.length;
}

/** Position of the quote that ends the text whose first quote is here. */
function endOfText(source: string, start: number): number {
  for (let end = source.indexOf('"', start + 1); end !== -1; end = source.indexOf('"', end + 1)) {
    let escapes = 0;
    while (source[end - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return end;
  }
  return source.length;
}
