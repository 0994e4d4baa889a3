import type { Sentence } from '../sentences.ts';
import { stem, termsOf, wordsOf } from '../words.ts';
import { fromCopula, isInQuestion, subjectOf } from './clauses.ts';
import { beginsWithPronoun, DATE, headPhrase, MONTHS, plainTitle, PROPER, properNames } from './phrases.ts';
import { findQuantity } from './quantity.ts';
import type { Question } from './question.ts';

/** A short answer to the question out of one sentence that is about it; undefined when it holds none. */
export function extractAnswer(question: Question, sentence: Sentence): string | undefined {
  switch (question.kind) {
    case 'person':
      return personIn(question, sentence);
    case 'time':
      return timeIn(question, sentence);
    case 'place':
      return placeIn(question, sentence);
    case 'number':
      return findQuantity(question, sentence.text);
    case 'definition':
      return definitionIn(question, sentence);
    case 'yes-no':
      return 'Yes';
    case 'explanation':
      return sentence.text;
    default:
      return thingIn(question, sentence);
  }
}

function personIn(question: Question, sentence: Sentence): string | undefined {
  if (!sharesVerb(question, sentence)) return agentOf(question, sentence);
  return fromCopula(question, sentence) ?? agentOf(question, sentence) ?? actorOf(question, sentence) ?? nameIn(question, sentence);
}

/** Whether the sentence says what was done, not only to whom: "developed by Microsoft" does not tell who founded it. */
function sharesVerb(question: Question, { text }: Sentence): boolean {
  const verbs = [...question.terms].filter((term) => !question.required.has(term));
  return verbs.length === 0 || termsOf(text).some((term) => verbs.includes(term));
}

function thingIn(question: Question, sentence: Sentence): string | undefined {
  return valueOfClass(question, sentence) ?? fromCopula(question, sentence) ?? nameOfClass(question, sentence) ?? titleOf(question, sentence) ?? objectIn(question, sentence) ?? nameIn(question, sentence);
}

/** `discovered by Alexander Fleming` */
function agentOf(question: Question, { text }: Sentence): string | undefined {
  const agents = [...text.matchAll(new RegExp(String.raw`(\p{L}+) by (${PROPER}(?:(?:,| and) ${PROPER})*)`, 'gu'))];
  const agent = agents.find((match) => question.terms.has(stem(match[1] ?? ''))) ?? agents[0];
  const name = agent?.[2]?.replace(/[.,]+$/, '');
  return name === undefined || isInQuestion(question, name) ? undefined : name;
}

/** `Roald Amundsen led …`, or the passage's title for `She led …`. */
function actorOf(question: Question, sentence: Sentence): string | undefined {
  const first = properNames(sentence.text)[0];
  if (first?.index === 0 && !beginsWithPronoun(sentence.text) && !/^The\b/.test(first.text)) return subjectOf(question, first.text, sentence);
  return titleOf(question, sentence);
}

function titleOf(question: Question, { title }: Sentence): string | undefined {
  const name = plainTitle(title);
  return name === '' || isInQuestion(question, name) ? undefined : name;
}

/** `4317` for "Which port … for gRPC?" in "port 4317 for gRPC and port 4318 for HTTP" */
function valueOfClass(question: Question, { text }: Sentence): string | undefined {
  const values = [...text.matchAll(/(\p{L}+) (\d[\p{L}\p{N}.,]*)/gu)].filter((match) => stem(match[1] ?? '') === question.asks);
  const near = values.find((match) => {
    const next = text.slice(match.index + match[0].length).split(/,| and /)[0] ?? '';
    return termsOf(next).some((term) => question.terms.has(term));
  });
  return (near ?? values[0])?.[2]?.replace(/[.,]$/, '');
}

/** `the River Seine` for "Which river …?" */
function nameOfClass(question: Question, { text }: Sentence): string | undefined {
  if (question.asks === undefined) return undefined;
  const { asks } = question;
  return properNames(text).find((name) => wordsOf(name.text).length > 1 && termsOf(name.text).includes(asks) && !isInQuestion(question, name.text))?.text;
}

/** What follows the last word of the question in the sentence: `polonium and radium` after "She discovered". */
function objectIn(question: Question, { text }: Sentence): string | undefined {
  const end = lastShared(question, text);
  const object = end < 0 ? '' : headPhrase(text.slice(end).replace(/^[\s,]*(?:(?:by|in|of|for|as|from|to|with|on|at)\s+)?/, ''));
  return object === '' || isInQuestion(question, object) ? undefined : object;
}

function nameIn(question: Question, { text }: Sentence): string | undefined {
  const anchor = Math.max(lastShared(question, text), 0);
  return properNames(text)
    .filter((name) => !isInQuestion(question, name.text) && !MONTHS.test(name.text) && !beginsWithPronoun(name.text))
    .toSorted((a, b) => Math.abs(a.index - anchor) - Math.abs(b.index - anchor))[0]?.text;
}

function timeIn(question: Question, { text }: Sentence): string | undefined {
  const lifetime = /\((\d{3,4})–(\d{3,4})\)/.exec(text);
  const dates = [...text.matchAll(DATE)];
  const anchor = Math.max(lastShared(question, text), 0);
  const near = dates.toSorted((a, b) => distance(a.index, anchor) - distance(b.index, anchor))[0]?.[0];
  const found = lifetime && question.terms.has(stem('born')) ? lifetime[1] : lifetime && question.terms.has(stem('died')) ? lifetime[2] : near;
  return found !== undefined && /\byear\b/i.test(question.text) ? (/\d{3,4}/.exec(found)?.[0] ?? found) : found;
}

/** A date mostly stands after the verb it belongs to. */
function distance(index: number, anchor: number): number {
  return index >= anchor ? index - anchor : 2 * (anchor - index);
}

const PLACE = new RegExp(String.raw`\b(?:in|at|on|near|off|between|from|inside|of) ((?:the )?(?:(?:coast|border|edge|south|north|east|west|northeast|southeastern) of )?(?:the )?${PROPER}(?:(?:,| and| of)(?: the)? ${PROPER})*)`, 'gu');

function placeIn(question: Question, { text }: Sentence): string | undefined {
  const anchor = Math.max(lastShared(question, text), 0);
  const places = [...text.matchAll(PLACE)].map((match) => ({ text: (match[1] ?? '').replace(/[.,]+$/, ''), index: match.index }));
  const named = places
    .filter((place) => !isInQuestion(question, place.text) && !MONTHS.test(place.text))
    .toSorted((a, b) => distance(a.index, anchor) - distance(b.index, anchor))[0]?.text;
  return named ?? /\b(?:in|on|at|near|inside) ((?:the |a )(?!world\b|universe\b)\p{Ll}[^,.;]*)/u.exec(text.slice(anchor))?.[1];
}

function definitionIn(question: Question, sentence: Sentence): string | undefined {
  const match = /^(.*?)\s(?:is|are|was|were)\s(.+?)[.!]?$/s.exec(sentence.text);
  const subject = `${match?.[1] ?? ''} ${beginsWithPronoun(match?.[1] ?? '') ? sentence.title : ''}`;
  const defines = match && [...question.defined].every((term) => termsOf(subject).includes(term));
  if (defines) return match[2];
  return [...question.defined].every((term) => termsOf(sentence.title).includes(term)) ? sentence.text : undefined;
}

/** Where the last word that the text shares with the question ends; -1 for none. */
function lastShared(question: Question, text: string): number {
  let end = -1;
  for (const match of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    if (termsOf(match[0]).some((term) => question.terms.has(term))) end = match.index + match[0].length;
  }
  return end;
}
