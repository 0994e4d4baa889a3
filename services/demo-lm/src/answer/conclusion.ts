import { evaluate, findExpression } from './arithmetic.ts';
import type { Material } from './material.ts';
import { findAnswer, type Search } from './question/find-answer.ts';
import { readQuestion } from './question/question.ts';
import { readPassages, sentencesOf } from './sentences.ts';
import { termsOf, wordsOf } from './words.ts';

/** What the model knows beside the prompt. */
export interface Knowledge {
  search(query: string, k: number): readonly { readonly text: string }[];
  /** How much a stem tells texts apart; above 0. */
  weight(term: string): number;
}

/** What the material comes to. */
export interface Conclusion {
  readonly answer: string;
  readonly reasoning: string;
  /** False when the answer only says that there is none. */
  readonly found: boolean;
  /** How sure, from 0 to 1: the share of the question that the sentence answered from has. */
  readonly confidence: number;
}

/** How many passages a question without any is answered from. */
const REMEMBERED = 5;
const SHORT_WORDS = 12;

/** Answers the question from what was observed, from the passages, from the texts or from memory, in that order. */
export function conclude(material: Material, knowledge: Knowledge): Conclusion {
  const question = material.question ?? '';
  const expression = findExpression(question);
  const value = expression === undefined ? undefined : evaluate(expression);
  if (expression !== undefined && value !== undefined) {
    return { answer: String(value), reasoning: `${expression} comes to ${value}.`, found: true, confidence: 1 };
  }
  const observations = material.steps.filter(({ tool, observation }) => observation !== undefined && !isFinishing(tool) && !isFailure(observation));
  if (observations.length > 0) return fromObservations(question, observations.map((step) => step.observation ?? ''), knowledge);
  if (question === '') return withoutQuestion(material, knowledge);
  if (material.passages.length > 0) return fromPassages(question, material.passages, knowledge);
  const told = material.texts.length > 0 ? fromPassages(question, material.texts, knowledge) : undefined;
  return told?.found === true ? told : fromMemory(question, knowledge);
}

/** Whether a tool ends a task rather than helps with it. */
export function isFinishing(tool: string): boolean {
  return /^(?:finish|submit|done|stop|final|answer|complete)(?:_|$)/i.test(tool);
}

/** Whether an observation says that the tool failed. */
export function isFailure(observation: string): boolean {
  return /\b(?:error|exception|traceback|failed)\b/i.test(observation.split('\n')[0] ?? '');
}

function fromObservations(question: string, observations: readonly string[], knowledge: Knowledge): Conclusion {
  const last = observations.at(-1) ?? '';
  const value = observations.toReversed().find((observation) => wordsOf(observation).length <= SHORT_WORDS) ?? undefined;
  const { finding } = search(question, observations, knowledge);
  if (finding) return found(finding.answer, `A tool answered: “${finding.sentence.text}” That gives ${finding.answer}.`, finding.coverage);
  const answer = value ?? firstSentence(last);
  return found(answer, `The last tool call answered “${firstSentence(last)}”, which is what was asked for.`, 0.8);
}

function fromPassages(question: string, passages: readonly string[], knowledge: Knowledge): Conclusion {
  const { finding, nearest } = search(question, passages, knowledge);
  if (finding) {
    const { answer, sentence, coverage } = finding;
    const title = sentence.title === '' ? '' : ` “${sentence.title}”`;
    return found(answer, `Passage [${sentence.passage + 1}]${title} says: “${sentence.text}” So the answer is ${endSentence(answer)}`, coverage);
  }
  const about = nearest?.title ? `; the nearest one is about ${nearest.title}` : '';
  const none = passages.length === 1 ? 'The passage does not answer' : `None of the ${passages.length} passages answers`;
  return {
    answer: passages.length === 1 ? 'The passage does not say.' : 'The passages do not say.',
    reasoning: `${none} “${question}”${about}.`,
    found: false,
    confidence: 0,
  };
}

function fromMemory(question: string, knowledge: Knowledge): Conclusion {
  const passages = knowledge.search(question, REMEMBERED).map((hit) => hit.text);
  const { finding } = search(question, passages, knowledge);
  if (finding) return found(finding.answer, `It is known that “${finding.sentence.text}” So the answer is ${endSentence(finding.answer)}`, finding.coverage);
  return { answer: 'I do not know.', reasoning: `Nothing that is known here answers “${question}”.`, found: false, confidence: 0 };
}

function withoutQuestion({ texts, passages }: Material, knowledge: Knowledge): Conclusion {
  const text = [...texts, ...passages].join('\n');
  if (text === '') return { answer: 'Nothing was given.', reasoning: 'The inputs are empty.', found: false, confidence: 0 };
  const summary = summarize(text, knowledge);
  return found(summary, `The text says above all: “${summary}”`, 0.5);
}

/** The one or two sentences that have most of what the text speaks of, in the text's order. */
export function summarize(text: string, knowledge: Knowledge, most = 2): string {
  const sentences = readPassages(text.split(/\n{2,}/)).map((sentence) => sentence.text);
  if (sentences.length <= 1) return sentences[0] ?? '';
  const counts = new Map<string, number>();
  for (const term of sentences.flatMap(termsOf)) counts.set(term, (counts.get(term) ?? 0) + 1);
  const scores = sentences.map((sentence) => {
    const terms = [...new Set(termsOf(sentence))];
    return terms.reduce((sum, term) => sum + (counts.get(term) ?? 0) * knowledge.weight(term), 0) / Math.sqrt(terms.length + 1);
  });
  const best = scores.map((score, index) => ({ score, index })).toSorted((a, b) => b.score - a.score || a.index - b.index);
  const chosen = best.slice(0, sentences.length > 3 ? most : 1).map(({ index }) => index);
  return chosen.toSorted((a, b) => a - b).map((index) => sentences[index]).join(' ');
}

function search(question: string, passages: readonly string[], knowledge: Knowledge): Search {
  return findAnswer(readQuestion(question), readPassages(passages), (term) => knowledge.weight(term));
}

function found(answer: string, reasoning: string, confidence: number): Conclusion {
  return { answer, reasoning, found: true, confidence };
}

function firstSentence(text: string): string {
  return sentencesOf(text)[0] ?? text.trim();
}

function endSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
