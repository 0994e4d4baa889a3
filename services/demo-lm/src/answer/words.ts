import { stemmer } from 'stemmer';
import { Memory } from '../memory.ts';

const STOP_WORDS = new Set(
  (
    'a an the this that these those there here it its he she they them his her their him we us our you your i me my ' +
    'is are was were be been being am do does did done has have had having can could will would shall should may might must ' +
    'of in on at by for with from to into onto through over under about as than then and or but nor not no so if while during ' +
    'who whom whose what which when where why how many much long tall high deep old far large big fast heavy name tell ' +
    'give me please called known also very more most some any each all both such only just s t d'
  ).split(' '),
);

/** Forms that a stemmer does not bring together, and words that questions use for one another. */
const SAME_AS: Readonly<Record<string, string>> = {
  wrote: 'write', written: 'write', author: 'write', writer: 'write', authored: 'write',
  made: 'make', built: 'build', founded: 'found', founder: 'found', won: 'win', led: 'lead', began: 'begin', begun: 'begin',
  started: 'begin', start: 'begin', begins: 'begin', fought: 'fight', held: 'hold', sank: 'sink', sunk: 'sink', fell: 'fall',
  ended: 'end', died: 'die', death: 'die', dead: 'die', born: 'bear', birth: 'bear', taught: 'teach', teacher: 'teach',
  discovered: 'discover', discoverer: 'discover', found: 'find', invented: 'invent', inventor: 'invent',
  created: 'create', creator: 'create', painted: 'paint', painter: 'paint', painting: 'paint', composer: 'compose', composed: 'compose',
  designed: 'design', designer: 'design', longest: 'long', tallest: 'high', highest: 'high', populous: 'population',
  us: 'united', usa: 'united', uk: 'united', lies: 'lie', flows: 'flow', spoken: 'language', speak: 'language', money: 'currency',
}; // prettier-ignore

const stems = new Memory<string>(20_000);

/** The stem that stands for a word and its forms. */
export function stem(word: string): string {
  const lower = word.toLowerCase();
  return stems.of(lower, () => {
    const plain = lower.normalize('NFD').replaceAll(/\p{M}/gu, '');
    return stemmer(Object.hasOwn(SAME_AS, plain) ? (SAME_AS[plain] ?? plain) : plain);
  });
}

const LONGEST_WORD = 64;

/** The words of a text: letters and digits, with the apostrophes, points and commas inside of them. */
export function wordsOf(text: string): string[] {
  return (text.match(/[\p{L}\p{N}]+(?:[.,’'-][\p{L}\p{N}]+)*\+*/gu) ?? []).map((word) => word.slice(0, LONGEST_WORD).replace(/[’']s$/i, ''));
}

/** `US` is a name and `I` may be a numeral. */
export function isStopWord(word: string): boolean {
  return word !== 'US' && word !== 'I' && STOP_WORDS.has(word.toLowerCase());
}

/** The stems of the words that carry meaning, in order. */
export function termsOf(text: string): string[] {
  return wordsOf(text)
    .filter((word) => !isStopWord(word))
    .flatMap((word) => (word.includes('-') ? [word].concat(word.split('-')) : [word]))
    .map(stem);
}

export function capitalised(word: string): boolean {
  return /^[\p{Lu}\p{N}]/u.test(word);
}
