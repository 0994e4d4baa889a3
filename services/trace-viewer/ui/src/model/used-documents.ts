/** Words in a row that an answer must share with a document to have them from it. */
const RUN = 6;
const SHORTEST_TITLE = 3;

/** How one can see that an answer used a document; `null` when one cannot. */
export type Use = 'title' | 'words' | null;

/**
 * Which documents an answer visibly draws on: it names the title, or repeats several words in a row. That is a hint, not a
 * proof: an answer may use what it says in other words, and know what it says from elsewhere.
 */
export function usedDocuments(documents: readonly { readonly title: string | null; readonly content: string }[], answer: string): readonly Use[] {
  const said = words(answer);
  const spoken = ` ${said.join(' ')} `;
  const runs = new Set(runsOf(said));
  return documents.map(({ title, content }) => {
    if (runsOf(words(content)).some((run) => runs.has(run))) return 'words';
    return title !== null && title.length >= SHORTEST_TITLE && spoken.includes(` ${words(title).join(' ')} `) ? 'title' : null;
  });
}

function words(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function runsOf(list: readonly string[]): readonly string[] {
  return list.slice(0, Math.max(0, list.length - RUN + 1)).map((_, index) => list.slice(index, index + RUN).join(' '));
}
