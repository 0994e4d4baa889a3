import type { QueryHint } from '../../../contract/query/query-hints.ts';

/** A way to go on with a query that is being written. */
export interface Completion {
  /** What it puts in place of the word at the caret. */
  readonly text: string;
  readonly about: string;
  /** Where that word is. */
  readonly from: number;
  readonly to: number;
}

const MOST = 12;

/** How the word before the caret may go on: the fields that begin with it, or, after an operator, the values of its field. */
export function completeQuery(source: string, caret: number, hints: readonly QueryHint[]): readonly Completion[] {
  const from = wordStart(source, caret);
  const word = source.slice(from, caret);
  const field = /^(-?)([a-z][\w.]*)(!=|>=|<=|:|=|>|<)(?:.*,)?([^,]*)$/is.exec(word);
  if (field === null) return fields(word, from, caret, hints);
  const [, , name = '', operator = '', partial = ''] = field;
  const hint = hints.find((known) => known.field === name.toLowerCase());
  if (hint === undefined) return [];
  const begun = partial.replace(/^"/, '').toLowerCase();
  const start = caret - partial.length;
  return hint.choices
    .filter((choice) => choice.toLowerCase().includes(begun) && choice.toLowerCase() !== begun)
    .toSorted((one, other) => Number(other.toLowerCase().startsWith(begun)) - Number(one.toLowerCase().startsWith(begun)))
    .slice(0, MOST)
    .map((choice) => ({ text: quoted(choice), about: `${hint.field}${operator}`, from: start, to: caret }));
}

function fields(word: string, from: number, caret: number, hints: readonly QueryHint[]): readonly Completion[] {
  const dash = word.startsWith('-') ? 1 : 0;
  const begun = word.slice(dash).toLowerCase();
  return hints
    .filter(({ field }) => field.startsWith(begun))
    .map(({ field, about, operators }) => ({ text: field.endsWith('.') ? field : `${field}${operators[0] ?? ':'}`, about, from: from + dash, to: caret }));
}

/** Where the word that the caret is in or behind begins; quotes keep words together. */
function wordStart(source: string, caret: number): number {
  let start = 0;
  let inQuotes = false;
  for (let at = 0; at < caret; at += 1) {
    if (source[at] === '"') inQuotes = !inQuotes;
    else if (!inQuotes && /[\s()]/.test(source[at] ?? '')) start = at + 1;
  }
  return start;
}

function quoted(value: string): string {
  return /^[^\s(),"\\]+$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** A condition that a value is this, as the query language writes it. */
export function condition(field: string, value: string): string {
  return `${field}:${quoted(value)}`;
}
