import { evaluate, findExpression } from './arithmetic.ts';
import type { Field, ValueType } from '../prompt/value-type.ts';
import { STRING } from '../prompt/value-type.ts';
import { classify } from './classify.ts';
import { type Conclusion, type Knowledge, summarize } from './conclusion.ts';
import { keywordsOf, namesOf } from './keywords.ts';
import { fits, givenValue } from './given.ts';
import type { Material } from './material.ts';
import { parseQuantity } from './question/quantity.ts';
import { sentimentOf } from './sentiment.ts';
import { sentencesOf } from './sentences.ts';
import { termsOf } from './words.ts';

/** All that the values of an answer are made from. */
export interface Draft {
  readonly material: Material;
  readonly conclusion: Conclusion;
  readonly knowledge: Knowledge;
  /** Everything that was given, as one text. */
  readonly text: string;
}

const REASONING = /(?:^|_)(?:reasoning|rationale|thoughts?|explanation|justification|analysis|why)(?:_|$)/i;
const SUMMARY = /(?:^|_)(?:summary|abstract|tldr|gist|overview)(?:_|$)/i;
const TITLE = /(?:^|_)(?:title|headline|subject|heading)(?:_|$)/i;
const KEYWORDS = /(?:^|_)(?:tags?|keywords?|topics?|terms|labels|categories|themes)(?:_|$)/i;
const NAMES = /(?:^|_)(?:names?|entities|people|persons|places|cit(?:y|ies)|countr(?:y|ies)|organi[sz]ations?|locations?|authors?)(?:_|$)/i;
const QUERY = /(?:^|_)(?:search|quer(?:y|ies))(?:_|$)/i;
const CODE = /(?:^|_)code(?:_|$)/i;
const COUNT = /(?:^|_)(?:count|number|total|num|how_many|amount)(?:_|$)/i;
const MOST_ITEMS = 5;

/** A value of the field's type, from what its name asks for. */
export function valueOf(field: Field, draft: Draft): unknown {
  const given = givenValue(field.name, draft.material);
  if (given !== undefined && fits(given, field.type)) return given;
  return byType(field, field.type, draft);
}

function byType(field: Field, type: ValueType, draft: Draft): unknown {
  switch (type.kind) {
    case 'string':
    case 'any':
      return stringValue(field, draft);
    case 'int':
      return clamp(Math.round(numberValue(field, draft) ?? 0), type);
    case 'float':
      return clamp(numberValue(field, draft) ?? scoreOf(draft), type);
    case 'bool':
      return truthOf(draft);
    case 'null':
      return null;
    case 'literal':
      return classify(type.options, draft.text, draft.conclusion.answer);
    case 'list':
      return listValue(field, type.items, draft).slice(0, type.maxItems ?? MOST_ITEMS);
    case 'object':
      return Object.fromEntries(type.fields.map((inner) => [inner.name, valueOf(inner, draft)]));
    default: {
      const usable = type.options.find((option) => option.kind !== 'null');
      return usable === undefined || (draft.text === '' && usable !== type.options[0]) ? null : byType(field, usable, draft);
    }
  }
}

function stringValue({ name, description }: Field, draft: Draft): string {
  const { conclusion, knowledge, material, text } = draft;
  if (REASONING.test(name)) return conclusion.reasoning;
  if (CODE.test(name)) return codeFor(material.question ?? '', `${name} ${description}`);
  if (SUMMARY.test(name)) return summarize(body(draft), knowledge) || conclusion.answer;
  if (TITLE.test(name)) return titleFor(body(draft), knowledge);
  if (QUERY.test(name)) return keywordsOf(material.question ?? text, knowledge, 8).join(' ') || text;
  if (KEYWORDS.test(name)) return keywordsOf(text, knowledge, MOST_ITEMS).join(', ');
  if (material.question === undefined && NAMES.test(name)) return namesOf(text)[0] ?? conclusion.answer;
  return conclusion.answer;
}

function listValue(field: Field, items: ValueType, draft: Draft): unknown[] {
  switch (items.kind) {
    case 'string':
    case 'any':
      return stringList(field, draft);
    case 'int':
    case 'float':
      return numbersIn(draft.text);
    case 'literal': {
      const terms = new Set(termsOf(draft.text));
      const present = items.options.filter((option) => termsOf(String(option)).some((term) => terms.has(term)));
      return present.length > 0 ? present : [classify(items.options, draft.text, draft.conclusion.answer)];
    }
    default:
      return draft.text === '' ? [] : [byType(field, items, draft)];
  }
}

function stringList({ name }: Field, draft: Draft): string[] {
  const { knowledge, material, text, conclusion } = draft;
  if (QUERY.test(name)) return [stringValue({ name, description: '', type: STRING }, draft)];
  if (NAMES.test(name)) return namesOf(text);
  if (KEYWORDS.test(name)) return keywordsOf(text, knowledge, MOST_ITEMS).map((word) => word.toLowerCase());
  if (/(?:^|_)(?:sentences|facts|claims|points|highlights|steps|citations|quotes)(?:_|$)/i.test(name)) return sentencesOf(body(draft));
  if (material.question !== undefined) return conclusion.found ? conclusion.answer.split(/,\s+|\s+and\s+/) : [];
  return keywordsOf(text, knowledge, MOST_ITEMS).map((word) => word.toLowerCase());
}

function numberValue({ name }: Field, { conclusion, material, text }: Draft): number | undefined {
  const answer = material.question !== undefined && conclusion.found ? parseQuantity(conclusion.answer) : undefined;
  if (answer !== undefined) return answer;
  if (/score|rating|confidence|probab|relevan|faithful|correct|quality/i.test(name)) return undefined;
  return COUNT.test(name) && material.passages.length > 0 ? material.passages.length : numbersIn(text)[0];
}

/** How good: the confidence in the answer, or the feeling of the text brought between 0 and 1. */
function scoreOf({ conclusion, material, text }: Draft): number {
  const score = material.question === undefined ? 0.5 + Math.atan(sentimentOf(text) / 4) / Math.PI : conclusion.confidence;
  return Math.round(score * 100) / 100;
}

function truthOf({ conclusion, material, text }: Draft): boolean {
  if (/^(?:yes|true)\b/i.test(conclusion.answer)) return true;
  if (/^(?:no|false)\b/i.test(conclusion.answer)) return false;
  return material.question === undefined ? text !== '' && sentimentOf(text) >= 0 : conclusion.found;
}

function clamp(value: number, { min = -Infinity, max = Infinity }: { readonly min?: number; readonly max?: number }): number {
  return Math.min(Math.max(value, min), max);
}

function numbersIn(text: string): number[] {
  return (text.match(/-?\d+(?:,\d{3})*(?:\.\d+)?/g) ?? []).map((number) => Number(number.replaceAll(',', '')));
}

/** Texts and passages, without the question where there is anything else. */
function body({ material, text }: Draft): string {
  return [...material.texts, ...material.passages].join('\n\n') || text;
}

function titleFor(text: string, knowledge: Knowledge): string {
  const first = summarize(text, knowledge, 1).replace(/[.!?]+$/, '');
  const words = first.split(' ');
  return words.length <= 8 ? first : words.slice(0, 8).join(' ');
}

/** A program that computes the answer to an arithmetic question, in the language that the field speaks of. */
function codeFor(question: string, about: string): string {
  const expression = findExpression(question) ?? String(evaluate(question) ?? JSON.stringify(question));
  return /javascript|typescript|\bjs\b/i.test(about)
    ? `const answer = ${expression};\nSUBMIT({ answer: String(answer) });`
    : `answer = ${expression.replaceAll('^', '**')}\nSUBMIT({"answer": str(answer)})`;
}
