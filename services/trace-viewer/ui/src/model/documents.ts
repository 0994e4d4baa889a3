import type { Attributes } from '../../../contract/scalars.ts';
import { asText, items, number } from './attributes.ts';

/** A document that was found. */
export interface Document {
  /** Name of the attribute that holds the content. */
  readonly key: string;
  readonly rank: number;
  readonly id: string | null;
  /** Title, when the content is `Title | text`. */
  readonly title: string | null;
  readonly content: string;
  readonly score: number | null;
  /** The score as a fraction of the best one; `null` without a score, or when scores are negative and tell no proportion. */
  readonly strength: number | null;
  /** JSON, if told. */
  readonly metadata: string | null;
}

/** Documents in the order in which the retriever gave them. */
export function readDocuments(attrs: Attributes, prefix = 'retrieval.documents'): readonly Document[] {
  const found = items(attrs, prefix).map(({ key, attrs: own }) => ({ key, own, score: number(own, 'document.score') }));
  const best = found.reduce((most, { score }) => Math.max(most, score ?? 0), 0);
  const proportional = found.every(({ score }) => score === null || score >= 0);
  return found.map(({ key, own, score }, index) => {
    const id = own['document.id'];
    const metadata = own['document.metadata'];
    const whole = asText(own['document.content'] ?? '');
    const [, title, rest] = /^([^|\n]{1,120}) \| ([\s\S]+)$/.exec(whole) ?? [];
    return {
      key: `${key}.document.content`,
      rank: index + 1,
      id: id === undefined || id === null ? null : asText(id),
      title: title ?? null,
      content: rest ?? whole,
      score,
      strength: score === null || best === 0 || !proportional ? null : score / best,
      metadata: metadata === undefined || metadata === null || metadata === '{}' ? null : asText(metadata),
    };
  });
}
