import MiniSearch from 'minisearch';
import { isStopWord, stem, termsOf, wordsOf } from '../answer/words.ts';

/** One hit, in the form in which a ColBERTv2 server answers. */
export interface Hit {
  readonly text: string;
  readonly pid: number;
  /** From 1. */
  readonly rank: number;
  readonly score: number;
  /** The hit's share among those returned: a softmax over their scores. */
  readonly prob: number;
  readonly long_text: string;
}

interface Indexed {
  readonly id: number;
  readonly title: string;
  readonly passage: string;
}

/** Characters of a query that are read: a ColBERTv2 server cuts its queries as well. */
const LONGEST_QUERY = 1_000;

/** BM25 over `Title | text` passages. */
export class SearchIndex {
  readonly #passages: readonly string[];
  readonly #index: MiniSearch<Indexed>;
  readonly #documentsWith = new Map<string, number>();

  constructor(passages: readonly string[]) {
    this.#passages = passages;
    this.#index = new MiniSearch<Indexed>({
      fields: ['title', 'passage'],
      // Titles repeat in their text, and passages are of one length: both matter less than by default.
      searchOptions: { boost: { title: 0.3 }, bm25: { k: 1.2, b: 0.4, d: 0.5 } },
      tokenize: wordsOf,
      processTerm: (word) => (isStopWord(word) ? null : stem(word)),
    });
    this.#index.addAll(passages.map((passage, id) => ({ id, passage, title: titleOf(passage) })));
    for (const passage of passages) {
      for (const term of new Set(termsOf(passage))) this.#documentsWith.set(term, (this.#documentsWith.get(term) ?? 0) + 1);
    }
  }

  get size(): number {
    return this.#passages.length;
  }

  /** At most `k` passages that share a word with the query, best first; equal scores keep the corpus's order. */
  search(query: string, k: number): Hit[] {
    const results = this.#index
      .search(query.slice(0, LONGEST_QUERY))
      .toSorted((a, b) => b.score - a.score || Number(a.id) - Number(b.id))
      .slice(0, k);
    const best = results[0]?.score ?? 0;
    const odds = results.map((result) => Math.exp(result.score - best));
    const sum = odds.reduce((total, value) => total + value, 0);
    return results.map((result, index) => {
      const pid = Number(result.id);
      const text = this.#passages[pid] ?? '';
      return { text, pid, rank: index + 1, score: round(result.score), prob: round((odds[index] ?? 0) / sum), long_text: text };
    });
  }

  /** Inverse document frequency of a stem: how much it tells passages apart. */
  weight(term: string): number {
    const documents = this.#documentsWith.get(term) ?? 0;
    return Math.log(1 + (this.size - documents + 0.5) / (documents + 0.5));
  }
}

function titleOf(passage: string): string {
  return passage.slice(0, Math.max(passage.indexOf(' | '), 0));
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
