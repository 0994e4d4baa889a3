import type { Sentence } from '../sentences.ts';
import { termsOf } from '../words.ts';
import { beginsWithPronoun, headPhrase, plainTitle } from './phrases.ts';
import type { Question } from './question.ts';

const CLAUSE_BREAK = /;\s+|:\s+|,?\s+and\s+(?=(?:its|his|her|their|whose|the)\s)|,?\s+(?=whose\s)|,\s+(?=(?:although|but|while)\s)/;
const COPULA = /^(.*?)\s(?:is|are|was|were|has been|became|means)\s(.+)$/s;

/**
 * Answers from a clause of the form "A is B" the side that the question does not have: "Paris is the capital of France"
 * and "Its capital is Paris" both give Paris.
 */
export function fromCopula(question: Question, sentence: Sentence): string | undefined {
  const clauses = sentence.text.split(CLAUSE_BREAK);
  const ranked = clauses
    .map((text, index) => ({ text, index, asked: asks(question, text), shared: shared(question, text) }))
    .toSorted((a, b) => Number(b.asked) - Number(a.asked) || b.shared - a.shared || a.index - b.index);
  for (const clause of ranked) {
    const answer = fromClause(question, clause.text.replace(/^(?:whose|although|but|while|and)\s+/i, ''), sentence);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function fromClause(question: Question, clause: string, sentence: Sentence): string | undefined {
  const match = COPULA.exec(clause);
  if (!match) return undefined;
  const [, subject = '', complement = ''] = match;
  const continues = /\band$/.test(subject);
  if (!continues && asks(question, subject) && !asks(question, complement.split(/[,;]/)[0] ?? '')) return headPhrase(complement);
  if (shared(question, complement) === 0) return undefined;
  if (question.asks !== undefined && question.required.has(question.asks) && !asks(question, complement)) return undefined;
  return subjectOf(question, subject, sentence);
}

/** The subject of a sentence, by the passage's title where it is that or a pronoun; undefined if the question has it. */
export function subjectOf(question: Question, subject: string, { title }: Sentence): string | undefined {
  const name = plainTitle(title);
  const plain = subject.trim();
  const isTitle = name !== '' && (beginsWithPronoun(plain) || plain.toLowerCase().includes(name.toLowerCase()));
  const answer = isTitle ? name : headPhrase(plain);
  const repeats = isTitle || question.kind !== 'person' ? isInQuestion(question, answer) : shared(question, answer) > 0;
  return answer === '' || beginsWithPronoun(answer) || repeats ? undefined : answer;
}

/** Whether all that a phrase says is in the question already. */
export function isInQuestion(question: Question, phrase: string): boolean {
  const terms = termsOf(phrase);
  return terms.every((term) => question.terms.has(term));
}

function asks(question: Question, text: string): boolean {
  return question.asks !== undefined && termsOf(text).includes(question.asks);
}

function shared(question: Question, text: string): number {
  return new Set(termsOf(text).filter((term) => question.terms.has(term))).size;
}
