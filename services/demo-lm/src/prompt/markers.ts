const MARKER_LINE = /^\[\[ ## (\w+) ## \]\][ \t]*/gm;

/** Ends an answer in DSPy's chat format. */
export const COMPLETED = 'completed';

export function marker(name: string): string {
  return `[[ ## ${name} ## ]]`;
}

/** The text under each `[[ ## name ## ]]` marker that begins a line, in order; `isField` says which names count. */
export function readMarkedBlocks(text: string, isField: (name: string) => boolean): Map<string, string> {
  const found = [...text.matchAll(MARKER_LINE)].filter((match) => isField(match[1] ?? ''));
  return new Map(
    found.map((match, index) => [match[1] ?? '', text.slice(match.index + match[0].length, found[index + 1]?.index).trim()]),
  );
}

/** The names of all markers in the text, in prose or on lines of their own, in order. */
export function markerNames(text: string): string[] {
  return [...new Set([...text.matchAll(/\[\[ ## (\w+) ## \]\]/g)].map((match) => match[1] ?? ''))];
}
