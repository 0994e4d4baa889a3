import type { Sentence } from '../sentences.ts';
import { termsOf } from '../words.ts';
import { extractAnswer } from './extract.ts';
import type { Question } from './question.ts';

/** How much a term tells sentences apart: higher for a rarer one, always above 0. */
export type TermWeight = (term: string) => number;

interface Finding {
  readonly answer: string;
  readonly sentence: Sentence;
  /** Share of the question's weight that the sentence has, from 0 to 1. */
  readonly coverage: number;
}

export interface Search {
  /** undefined when nothing in the sentences answers. */
  readonly finding: Finding | undefined;
  /** The sentence nearest to the question, answering or not. */
  readonly nearest: Sentence | undefined;
}

interface Ranked {
  readonly sentence: Sentence;
  readonly score: number;
  readonly coverage: number;
  readonly has: ReadonlySet<string>;
}

const LEAST_COVERAGE = 0.5;
/** A word of the title says less than one of the sentence. */
const TITLE_SHARE = 0.85;
/** "Rio was the capital" answers "What is the capital?" less than "Brasília is". */
const PAST_SHARE = 0.9;
const MOST_TRIED = 6;

/** Answers a question from sentences: ranks them by the weight of the words they share with it and extracts from the best. */
export function findAnswer(question: Question, sentences: readonly Sentence[], weight: TermWeight): Search {
  const ranked = sentences
    .map((sentence) => rank(question, sentence, weight))
    .toSorted((a, b) => b.score - a.score || a.sentence.passage - b.sentence.passage);
  const nearest = ranked[0]?.sentence;
  // A definition needs only what is defined: "in OpenTelemetry" says where the word is from.
  const least = question.kind === 'definition' ? 0 : LEAST_COVERAGE;
  const fitting = ranked.filter(({ coverage, has }) => coverage >= least && coverage > 0 && [...question.required].every((term) => has.has(term)));
  for (const { sentence, coverage } of fitting.slice(0, MOST_TRIED)) {
    const answer = extractAnswer(question, sentence);
    if (answer !== undefined && answer !== '') return { finding: { answer, sentence, coverage }, nearest: sentence };
  }
  if (question.kind === 'yes-no' && ranked[0] && ranked[0].score > 0) {
    return { finding: { answer: 'No', sentence: ranked[0].sentence, coverage: ranked[0].coverage }, nearest };
  }
  return { finding: undefined, nearest };
}

function rank(question: Question, sentence: Sentence, weight: TermWeight): Ranked {
  const inText = new Set(termsOf(sentence.text));
  const inTitle = new Set(termsOf(sentence.title));
  const has = new Set([...question.terms].filter((term) => inText.has(term) || inTitle.has(term)));
  let score = 0;
  let covered = 0;
  let total = 0;
  for (const term of question.terms) {
    const value = weight(term);
    total += value;
    if (!has.has(term)) continue;
    covered += value;
    score += inText.has(term) ? value : value * TITLE_SHARE;
  }
  if (isPresent(question.text) && !isPresent(sentence.text)) score *= PAST_SHARE;
  return { sentence, score, coverage: total === 0 ? 0 : covered / total, has };
}

function isPresent(text: string): boolean {
  return /\b(?:is|are|has|have)\b/.test(text);
}
