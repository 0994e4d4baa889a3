const CAPITAL = String.raw`\p{Lu}[\p{L}\p{N}’'.&-]*\+*`;
const LINK = String.raw`(?:of|de|da|van|von|der|del|di|la|du|ibn|bin|the)`;

/** A name: capitalised words, with the small words that stand inside of names. */
export const PROPER = String.raw`${CAPITAL}(?:(?:\s+${LINK}){0,2}\s+(?:${CAPITAL}|\d+))*`;

const PRONOUN = /^(?:it|its|he|she|they|this|that|these|those|his|her|their|there|the (?:country|city|river|company|novel|plant|game))\b/i;
const CLAUSE_END = /\s*(?:;|:|—| – | \(|, (?:which|who|whose|where|when|while|although|but|and (?:its|his|her|their|the|is|was|has)|followed|about|from|with|published|set|in|at|on|near)\b| (?:which|who|whose|that|where|while|although|until|because|followed by|as a|and (?:its|his|her|their|whose|the|most|many|some|is|was|were|has|is|went|left|first|released|published|dedicated|opened|completed)\b|and \p{L}+s (?:at|in|on|to|by)\b)\b)/iu;
const MONTH = String.raw`(?:January|February|March|April|May|June|July|August|September|October|November|December)`;
export const DATE = new RegExp(
  [
    String.raw`\d{1,2} ${MONTH}(?: \d{3,4})?`,
    String.raw`${MONTH} \d{1,2}, \d{4}`,
    String.raw`${MONTH} \d{4}`,
    String.raw`\d{1,4} (?:BCE?|AD|CE)`,
    String.raw`AD \d{1,4}`,
    String.raw`(?:the )?(?:(?:early|mid|late) )?\d{1,2}(?:st|nd|rd|th) century(?: BCE?)?`,
    String.raw`\b(?:the )?(?:(?:early|mid|late) )?\d{3}0s\b`,
    String.raw`\b[12]\d{3}\b`,
  ].join('|'),
  'gu',
);
export const MONTHS = new RegExp(`^${MONTH}\\b`);

/** A title without what tells it from others of its name: `Dune (novel)`. */
export function plainTitle(title: string): string {
  return title.replace(/\s*\([^)]*\)$/, '');
}

export function beginsWithPronoun(text: string): boolean {
  return PRONOUN.test(text.trim());
}

/** The noun phrase that begins a text: up to the end of its clause, without article, brackets and full stop. */
export function headPhrase(text: string): string {
  const end = text.search(CLAUSE_END);
  return withoutArticle((end > 0 ? text.slice(0, end) : text).trim().replace(/[.,;:!?]+$/, ''));
}

/** A phrase without article and without the words that only lead up to it. */
function withoutArticle(text: string): string {
  return text.trim().replace(/^(?:(?:exactly|about|around|called|is|are|was|were)\s+)?(?:(?:the|an?)\s+)?/i, '');
}

/** Where each name stands in a text. */
export function properNames(text: string): { readonly text: string; readonly index: number }[] {
  return [...text.matchAll(new RegExp(PROPER, 'gu'))].map((match) => ({
    text: match[0].replace(/[.’']+$/, '').replace(/’s$|'s$/, ''),
    index: match.index,
  }));
}
