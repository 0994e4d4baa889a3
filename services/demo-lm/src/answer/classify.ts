import type { Scalar } from '../prompt/value-type.ts';
import { sentimentOf } from './sentiment.ts';
import { termsOf } from './words.ts';

/**
 * The option that fits a text best: by sentiment when the options themselves are positive and negative words, else by
 * the words they share with it, else by whether the answer is a yes. The first option when nothing tells.
 */
export function classify(options: readonly Scalar[], text: string, answer: string): Scalar {
  return byAnswer(options, answer) ?? bySentiment(options, text) ?? byWords(options, `${text} ${answer}`) ?? options[0] ?? null;
}

function byAnswer(options: readonly Scalar[], answer: string): Scalar | undefined {
  const plain = answer.trim().toLowerCase();
  const truth = plain === 'yes' || plain === 'true' ? true : plain === 'no' || plain === 'false' ? false : undefined;
  return (
    options.find((option) => String(option).toLowerCase() === plain) ??
    (truth === undefined ? undefined : options.find((option) => option === truth || (truth ? /^(?:yes|true|supported)$/i : /^(?:no|false|refuted|unsupported)$/i).test(String(option))))
  );
}

function bySentiment(options: readonly Scalar[], text: string): Scalar | undefined {
  const valued = options.map((option) => ({ option, value: Math.sign(sentimentOf(String(option).replaceAll(/[_-]/g, ' '))) }));
  if (!valued.some(({ value }) => value > 0) || !valued.some(({ value }) => value < 0)) return undefined;
  const feeling = Math.sign(sentimentOf(text));
  return valued.find(({ value }) => value === feeling)?.option ?? valued.find(({ value }) => value > 0)?.option;
}

function byWords(options: readonly Scalar[], text: string): Scalar | undefined {
  const counts = new Map<string, number>();
  for (const term of termsOf(text)) counts.set(term, (counts.get(term) ?? 0) + 1);
  const scored = options.map((option, index) => {
    const terms = termsOf(String(option).replaceAll('_', ' '));
    return { option, index, score: terms.reduce((sum, term) => sum + (counts.get(term) ?? 0), 0) / Math.max(terms.length, 1) };
  });
  const best = scored.toSorted((a, b) => b.score - a.score || a.index - b.index)[0];
  return best && best.score > 0 ? best.option : undefined;
}
