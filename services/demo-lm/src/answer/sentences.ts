/** A sentence with the title of the passage it stands in. */
export interface Sentence {
  readonly text: string;
  readonly title: string;
  /** Which of the passages, from 0. */
  readonly passage: number;
}

const ABBREVIATION = /(?:^|[\s(])(?:\p{Lu}|St|Dr|Mr|Mrs|Ms|Prof|Jr|Sr|No|vs|c|ca|e\.g|i\.e|approx)\.$/u;
const BOUNDARY = /(?<=[.!?]["'”’)]?)\s+(?=["'“‘(]?[\p{Lu}\p{N}])/gu;

/** Characters of a sentence that are read: what is longer is no sentence. */
const LONGEST = 1_000;
const LAST_WORD = 12;

/** Splits a text into sentences; an initial or an abbreviation does not end one. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  for (const part of text.split(/\n+/).flatMap((line) => line.split(BOUNDARY))) {
    const previous = sentences.at(-1);
    if (previous !== undefined && previous.length < LONGEST && ABBREVIATION.test(previous.slice(-LAST_WORD))) sentences[sentences.length - 1] = `${previous} ${part}`;
    else if (part.trim() !== '') sentences.push(part.trim().slice(0, LONGEST));
  }
  return sentences;
}

/** Splits `Title | text` passages into sentences. A passage without a title has an empty one. */
export function readPassages(passages: readonly string[]): Sentence[] {
  return passages.flatMap((passage, index) => {
    const bar = passage.indexOf(' | ');
    const title = bar > 0 && bar <= 120 ? passage.slice(0, bar).trim() : '';
    const text = title === '' ? passage : passage.slice(bar + 3);
    return sentencesOf(text).map((sentence) => ({ text: sentence, title, passage: index }));
  });
}
