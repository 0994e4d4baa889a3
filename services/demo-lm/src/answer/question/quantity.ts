import { stem } from '../words.ts';
import type { Question } from './question.ts';

const WORDS = 'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(' ');
const TENS: Readonly<Record<string, number>> = { thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90 };
const SCALES: Readonly<Record<string, number>> = { hundred: 100, thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12 };

const SMALL = `(?:${[...WORDS.slice(1), ...Object.keys(TENS), ...Object.keys(SCALES)].join('|')})`;
const NUMBER = String.raw`(?:[−-]?\d+(?:,\d{3})*(?:\.\d+)?(?: ${SMALL})*|${SMALL}(?:[ -]${SMALL})*)`;
const QUANTITY = new RegExp(String.raw`(?<![\p{L}\p{N}–])(${NUMBER})(?![\p{L}\p{N}–])( percent|%)?((?: \p{L}+){0,4})`, 'giu');
const UNIT = /^(?:square |cubic )?(?:kilo|centi|milli)?(?:met(?:re|er)s?|grams?|feet|foot|miles?|inch(?:es)?|tons?|tonnes?|lit(?:re|er)s?|degrees Celsius|degrees|percent|years?|days?|hours?|minutes?|seconds?|people|inhabitants|bones|kelvin)(?: (?:per|and) [\p{L}-]+(?: [\p{L}-]+)? ?(?:squared)?)*/iu;
const LENGTH = String.raw`met(?:re|er)s?|feet|foot|miles?|inch`;
const TIME = 'years?|days?|hours?|minutes?|seconds?';
/** The units that fit what is asked for. */
const MEASURES: readonly (readonly [RegExp, RegExp])[] = [
  [/\bhow (?:tall|high|deep|wide|far)\b/i, new RegExp(LENGTH, 'i')],
  [/\bhow long\b/i, new RegExp(`${LENGTH}|${TIME}`, 'i')],
  [/\bhow old\b/i, new RegExp(TIME, 'i')],
];

/** The number with its unit that the text gives for what the question counts or measures. */
export function findQuantity(question: Question, text: string): string | undefined {
  const found = [...text.matchAll(QUANTITY)].filter((match) => !isYear(match[1] ?? '', text, match.index));
  const { asks } = question;
  if (asks !== undefined) {
    const counted = found.find((match) => (match[3] ?? '').trim().split(' ').some((word) => stem(word) === asks));
    if (counted) return counted[1];
  }
  const measure = MEASURES.find(([asking]) => asking.test(question.text))?.[1];
  for (const match of found) {
    const unit = UNIT.exec((match[3] ?? '').trim())?.[0];
    const rest = text.slice(match.index + (match[1] ?? '').length).trim();
    if (match[2] !== undefined) return `${match[1] ?? ''}${match[2]}`;
    if (unit !== undefined && (measure?.test(unit) ?? true)) return `${match[1] ?? ''} ${UNIT.exec(rest)?.[0] ?? unit}`.trim();
  }
  const times = found.find((match) => /^ times\b/.test(match[3] ?? ''));
  if (times) return times[1];
  return measure !== undefined || asks !== undefined ? undefined : found[0]?.[1];
}

/** The value of a number written in digits or in words: `three billion` is 3e9. */
export function parseQuantity(text: string): number | undefined {
  const match = new RegExp(NUMBER, 'iu').exec(text)?.[0];
  if (match === undefined) return undefined;
  let total = 0;
  for (const word of match.toLowerCase().replaceAll(',', '').replace('−', '-').split(/ |(?<=[a-z])-/)) {
    const scale = SCALES[word];
    if (scale === undefined) total += TENS[word] ?? (WORDS.includes(word) ? WORDS.indexOf(word) : Number(word));
    else total = (total === 0 ? 1 : total) * scale;
  }
  return Number.isFinite(total) ? total : undefined;
}

function isYear(number: string, text: string, index: number): boolean {
  return /^[12]\d{3}$/.test(number) && /\b(?:in|of|since|until|by|from|around|about|to)\s$/i.test(text.slice(0, index)) && !/^\s\p{L}+s\b/u.test(text.slice(index + 4));
}
