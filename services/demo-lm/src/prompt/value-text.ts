/**
 * Turns the text of an input back into a value: a JSON list or object, a numbered list of «passages», one «passage»,
 * or the text as it is.
 */
export function readValue(text: string): unknown {
  const trimmed = text.trim();
  const numbered = readNumberedPassages(trimmed);
  if (numbered.length > 0) return numbered;
  const single = /^(?:«([^»]*)»|«««([\s\S]*)»»»)$/.exec(trimmed);
  if (single) return (single[1] ?? single[2] ?? '').trim();
  if (/^[[{]/.test(trimmed)) return readJson(trimmed) ?? readPythonList(trimmed) ?? trimmed;
  return trimmed;
}

/** `[1] «first»` lines; a passage may span lines, and triple «««quotes»»» hold a long one. */
function readNumberedPassages(text: string): string[] {
  const starts = [...text.matchAll(/^\[\d+\][ \t]*(«+)/gm)];
  if (starts[0]?.index !== 0) return [];
  return starts.map((start, index) => {
    const passage = text.slice(start.index + start[0].length, starts[index + 1]?.index).trim();
    const closing = '»'.repeat(start[1]?.length ?? 1);
    return (passage.endsWith(closing) ? passage.slice(0, -closing.length) : passage).trim();
  });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `['one', "two's"]`, as Python's repr writes a list of strings. */
function readPythonList(text: string): string[] | undefined {
  if (!/^\[.*\]$/s.test(text)) return undefined;
  const items = [...text.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/gs)];
  if (items.length === 0) return undefined;
  return items.map((item) => (item[1] ?? item[2] ?? '').replaceAll(/\\n/g, '\n').replaceAll(/\\(.)/g, '$1'));
}
