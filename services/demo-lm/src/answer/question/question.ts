import { capitalised, isStopWord, stem, termsOf, wordsOf } from '../words.ts';

/** What kind of answer a question wants. */
type QuestionKind = 'person' | 'time' | 'place' | 'number' | 'yes-no' | 'definition' | 'explanation' | 'thing';

export interface Question {
  readonly text: string;
  readonly kind: QuestionKind;
  /** Stems of its meaningful words, each once. */
  readonly terms: ReadonlySet<string>;
  /** Terms without which a sentence does not answer: names, superlatives, ordinals and the noun in "the capital of …". */
  readonly required: ReadonlySet<string>;
  /** Stems of what is to be defined: of `span` in "What is a span in a trace?" */
  readonly defined: ReadonlySet<string>;
  /** Stem of the class asked for: `capit` in "What is the capital of France?", `planet` in "Which planet …". */
  readonly asks: string | undefined;
}

const KINDS: readonly (readonly [RegExp, QuestionKind])[] = [
  [/\b(?:what|which) (?:year|date|day|month|century|decade|time)\b|^(?:since )?when\b|\bwhen (?:was|were|did|is)\b/i, 'time'],
  [/\bhow (?:many|much|tall|long|high|deep|old|far|large|big|fast|heavy|wide)\b|\bwhat (?:is|was) the (?:number|population|height|length|depth)\b/i, 'number'],
  [/\bwho(?:m|se)?\b|\b(?:which|what) (?:person|scientist|author|writer|artist|president|composer|painter|physicist)\b/i, 'person'],
  [/^(?:and )?where\b|\bwhere (?:is|was|are|were|do|does|did)\b/i, 'place'],
  [/^(?:why|how)\b|^what (?:do|does|did) .* (?:do|mean)\b/i, 'explanation'],
  [/^(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should)\b/i, 'yes-no'],
];
const DEFINITION = /^(?:(?:what|who)(?:'s|’s| is| are| was| were)|(?:please )?(?:tell me about|describe|define|explain)) (?:an? |the )?([^?]+?)[?.]?$/i;
const DEFINITION_WITHIN = /^what(?:'s|’s| is| are) an? ([^?]+?) (?:in|of|on|within) [^?]+\??$/i;
const CLASS_OF = /\b(?:what|which|who)(?:'s|’s| is| are| was| were) (?:the |an? )?((?:[\p{L}\p{N}-]+ ){0,3}?[\p{L}\p{N}-]+) (?:of|in|for|on)\b/iu;
const CLASS = /\b(?:which|what) ((?:[\p{L}-]+ )?[\p{L}-]+?) (?:is|are|was|were|do|does|did|has|have|had|can|of|in|[\p{L}]+s|[\p{L}]+ed)\b/iu;
const NUMBERED = /\bhow many ((?:[\p{L}-]+ )?[\p{L}-]+?)(?: (?:is|are|was|were|do|does|did|has|have|had|can|of|in|on|live|per|[\p{L}]+s)\b|\?|$)/iu;
const RANK = /^(?:\p{L}{2,}(?:est|iest)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|most|least|second-\p{L}+)$/iu;
const NOT_RANKS = new Set(['west', 'east', 'forest', 'everest', 'test', 'best', 'rest', 'guest', 'quest', 'harvest', 'interest', 'request', 'protest', 'contest']);

/** Parts of names that a text leaves out. */
const LOOSE_NAMES = new Set(['I', 'Mount', 'Lake', 'River', 'King', 'Queen', 'Emperor', 'President', 'Sir', 'Mr', 'Mrs', 'Ms', 'Dr']);
/** Stems of nouns that stand for what a text says with a verb or a number: the boiling point, the name. */
const LOOSE_NOUNS = new Set(['point', 'name', 'number', 'amount', 'kind', 'type', 'titl', 'citi', 'valu'].map(stem));

/** Characters of a question that are read. */
const LONGEST = 2_000;

/** Reads what a question wants and what an answer to it must mention. */
export function readQuestion(text: string): Question {
  const question = text.trim().slice(0, LONGEST).replaceAll(/\s+/g, ' ');
  const within = DEFINITION_WITHIN.exec(question)?.[1];
  const definition = within ?? DEFINITION.exec(question)?.[1];
  const classOf = CLASS_OF.exec(question)?.[1];
  const asked = classOf ?? NUMBERED.exec(question)?.[1] ?? CLASS.exec(question)?.[1];
  const asks = asked === undefined ? undefined : classNoun(asked);
  const kind = kindOf(question, definition, within === undefined && classOf !== undefined);

  const words = wordsOf(question);
  const names = words.filter((word, index) => capitalised(word) && !isStopWord(word) && (index > 0 || !isQuestionWord(word)) && !LOOSE_NAMES.has(word));
  const ranks = words.filter((word) => RANK.test(word) && !NOT_RANKS.has(word.toLowerCase()) && !isStopWord(word));
  const required = new Set([...names, ...ranks].flatMap((word) => word.split('-')).map(stem));
  if (kind !== 'person') for (const noun of nounsBeforeOf(question)) required.add(noun);
  const defined = new Set(kind === 'definition' ? termsOf(definition ?? '') : []);
  return { text: question, kind, terms: new Set(termsOf(question)), required: within === undefined ? new Set([...required, ...defined]) : defined, defined, asks };
}

function kindOf(question: string, definition: string | undefined, asksForClass: boolean): QuestionKind {
  const defines = definition !== undefined && !asksForClass && definition.split(' ').length <= 6 && !/\b(?:that|which|who|by)\b|\b(?:after|for|from|of|in|to|with|made|called)$/.test(definition);
  const isPerson = /^who/i.test(question);
  if (defines && (!isPerson || /^\p{Lu}/u.test(definition)) && !hasRank(definition)) return 'definition';
  return KINDS.find(([pattern]) => pattern.test(question))?.[1] ?? 'thing';
}

/** The stem of the noun that a class is named by: `capit` in "capital city", `planet` in "dwarf planet". */
function classNoun(phrase: string): string | undefined {
  const nouns = wordsOf(phrase).filter((word) => !isStopWord(word));
  const last = nouns.at(-1);
  const noun = nouns.length > 1 && last !== undefined && /^(?:city|name|number)$/i.test(last) ? nouns.at(-2) : last;
  return noun === undefined ? undefined : stem(noun);
}

/** Stems of the nouns in "the capital of …", "the atomic number of …". */
function nounsBeforeOf(question: string): string[] {
  return [...question.matchAll(/\b(?:the|an?) ((?:[\p{L}\p{N}-]+ ){0,3}?[\p{L}\p{N}-]+) (?:of|for)\b/giu)]
    .map((match) => classNoun(match[1] ?? ''))
    .filter((noun) => noun !== undefined && !LOOSE_NOUNS.has(noun))
    .filter((noun) => noun !== undefined);
}

function hasRank(text: string): boolean {
  return wordsOf(text).some((word) => RANK.test(word) && !NOT_RANKS.has(word.toLowerCase()));
}

function isQuestionWord(word: string): boolean {
  return /^(?:who|whom|whose|what|which|when|where|why|how|name|tell|give|list|find|in|on|at|is|are|was|were|do|does|did|can)$/i.test(word);
}
