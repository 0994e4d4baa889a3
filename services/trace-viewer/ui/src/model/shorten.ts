/** A line of prose is taken to be this long. */
const CHARS_PER_LINE = 110;

/**
 * The beginning of a text, at most `maxLines` lines and as many characters as those would hold. A text that is only
 * little longer comes whole: hiding three lines behind a button helps nobody.
 */
export function shorten(text: string, maxLines: number): string {
  const cut = Math.min(endOfLine(text, maxLines), maxLines * CHARS_PER_LINE);
  if (cut >= text.length || text.length - cut < cut * 0.25 && endOfLine(text, Math.ceil(maxLines * 1.25)) >= text.length) return text;
  const end = isHighSurrogate(text.charCodeAt(cut - 1)) ? cut - 1 : cut;
  return text.slice(0, end);
}

/** Position after `count` lines; the text's length when it has no more than that. */
function endOfLine(text: string, count: number): number {
  let at = -1;
  for (let line = 0; line < count; line += 1) {
    at = text.indexOf('\n', at + 1);
    if (at === -1) return text.length;
  }
  return at;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd8_00 && code <= 0xdb_ff;
}
