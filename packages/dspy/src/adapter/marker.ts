/** Stands for an output that a worked example does not have. */
export const LEFT_OUT = '(left out of this example)';

/** The line above a field's value. */
export function marker(name: string): string {
  return `[[ ## ${name} ## ]]`;
}

/** Makes every marker inside a value distinct from real ones; `readSections` takes it back. */
export function escapeMarkers(value: string): string {
  return value.includes('[[ ## ') ? value.replaceAll(/(\\*)\[\[ ## /g, '$1\\[[ ## ') : value;
}

/** Takes `escapeMarkers` back. */
export function unescapeMarkers(value: string): string {
  return value.includes('\\[[ ## ') ? value.replaceAll(/\\(\\*)\[\[ ## /g, '$1[[ ## ') : value;
}

/** A marker that begins a line. */
export const HEADER = /^[ \t]*\[\[ ## ([\p{L}_][\p{L}\p{N}_]*) ## \]\]/gmu;
const COMPLETED = marker('completed');

/**
 * The text under each marker that begins a line, without white space around it. Text before the first marker, and
 * whatever follows `completed`, belongs to no field; of two markers of the same name the first counts.
 */
export function readSections(completion: string): ReadonlyMap<string, string> {
  const headers = [...completion.matchAll(HEADER)];
  const sections = new Map<string, string>();
  for (const [index, header] of headers.entries()) {
    const name = header[1] ?? '';
    if (sections.has(name)) continue;
    const text = completion.slice(header.index + header[0].length, headers[index + 1]?.index).trim();
    const isEndedInLine = text.endsWith(COMPLETED) && text.charAt(text.length - COMPLETED.length - 1) !== '\\';
    sections.set(name, unescapeMarkers(isEndedInLine ? text.slice(0, -COMPLETED.length).trimEnd() : text));
  }
  return sections;
}
