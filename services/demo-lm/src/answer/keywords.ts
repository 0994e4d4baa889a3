import type { Knowledge } from './conclusion.ts';
import { properNames } from './question/phrases.ts';
import { isStopWord, stem, wordsOf } from './words.ts';

/** The words that say most about a text, by frequency and rarity, in the order in which they come. */
export function keywordsOf(text: string, knowledge: Knowledge, most: number): string[] {
  const seen = new Map<string, { word: string; count: number; first: number }>();
  for (const [first, word] of wordsOf(text).entries()) {
    if (isStopWord(word) || word.length < 3) continue;
    const known = seen.get(stem(word));
    if (known) known.count += 1;
    else seen.set(stem(word), { word, count: 1, first });
  }
  return [...seen]
    .map(([term, { word, count, first }]) => ({ word, first, score: count * knowledge.weight(term) }))
    .toSorted((a, b) => b.score - a.score || a.first - b.first)
    .slice(0, most)
    .toSorted((a, b) => a.first - b.first)
    .map(({ word }) => word);
}

/** Characters in which names are looked for. */
const READ = 20_000;

/** The names in a text, each once; a lone word that only begins a sentence is not a name. */
export function namesOf(text: string): string[] {
  const names = properNames(text.slice(0, READ))
    .filter(({ text: name, index }) => name.includes(' ') || !beginsSentence(text, index))
    .map((name) => name.text);
  return [...new Set(names)];
}

function beginsSentence(text: string, index: number): boolean {
  return /(?:^|[.!?:\n|])\s*$/.test(text.slice(0, index));
}
