import { ConfigurationError, RetrieverError } from '../errors.ts';
import { withDeadline } from '../lm/deadline.ts';
import { Embedder, type EmbeddingFunction } from '../lm/embedder.ts';
import { LMAbortedError, LMTimeoutError } from '../lm/lm-error.ts';
import { currentSettings } from '../settings.ts';
import { approximateIndex } from './approximate-index.ts';
import { ExactIndex, type VectorIndex } from './exact-index.ts';
import { type Passage, Retriever } from './retriever.ts';

/** What an `Embeddings` searches, and how. */
export interface EmbeddingsOptions {
  /** The passages. */
  readonly corpus: readonly string[];
  readonly embedder: Embedder | EmbeddingFunction;
  /** How many passages at most; 5 unless given. */
  readonly k?: number | undefined;
  /** Whether only the direction of vectors counts, not their length; true unless given. */
  readonly normalize?: boolean | undefined;
  /**
   * Look at some of the vectors only, with the package `usearch`; false unless given. Pays off for hundreds of thousands of
   * passages: an exact search among 20,000 vectors of 384 numbers takes about 10 ms.
   */
  readonly approximate?: boolean | undefined;
}

/**
 * A search by meaning over passages in memory: those whose vectors are nearest to that of the query. The passages are
 * embedded at the first search, or by `build()`. A passage's `id` is its place in the corpus.
 *
 * ```ts
 * import { Embeddings } from '@dspy-otel/dspy';
 *
 * const counts = (texts: readonly string[]) => texts.map((text) => ['tea', 'milk'].map((word) => text.split(word).length - 1));
 * const search = new Embeddings({ corpus: ['tea with milk', 'tea, only tea'], embedder: counts, k: 1 });
 * console.log(await search.call('some tea')); // [ { text: 'tea, only tea', id: '1', score: 1 } ]
 * ```
 */
export class Embeddings extends Retriever {
  readonly corpus: readonly string[];
  readonly embedder: Embedder;
  readonly k: number;
  readonly normalize: boolean;
  readonly approximate: boolean;
  #built: Promise<VectorIndex> | undefined;
  #dimensions: number | undefined;

  /** @throws {ConfigurationError} when there are no passages. */
  constructor({ corpus, embedder, k = 5, normalize = true, approximate = false }: EmbeddingsOptions) {
    super();
    if (corpus.length === 0) throw new ConfigurationError('Embeddings needs at least one passage in corpus');
    this.corpus = corpus;
    this.embedder = typeof embedder === 'function' ? new Embedder(embedder) : embedder;
    this.k = k;
    this.normalize = normalize;
    this.approximate = approximate;
  }

  /**
   * Embeds the passages now rather than at the first search.
   *
   * @throws {LMError} when the embedder fails; the next search tries again.
   */
  async build(): Promise<void> {
    await this.#index();
  }

  override call(query: string, k: number = this.k): Promise<readonly Passage[]> {
    return super.call(query, k);
  }

  protected override async search(query: string, k: number): Promise<readonly Passage[]> {
    const index = await this.#index();
    const { vectors } = this.#matrix([await this.embedder.call(query)]);
    const found = await index.search(vectors, Math.min(k, this.corpus.length));
    return found.map(({ index: place, score }) => ({ text: this.corpus[place] as string, id: String(place), score }));
  }

  async #index(): Promise<VectorIndex> {
    for (;;) {
      const built = (this.#built ??= this.#build().catch((error: unknown) => {
        this.#built = undefined;
        throw error;
      }));
      try {
        return await withDeadline(currentSettings(), async () => built, {
          onTimeout: (ms) => new LMTimeoutError(`the passages were not embedded within ${ms} ms; raise timeoutMs, or call build() before the first search`, { model: this.embedder.model }),
          onAbort: (cause) => new LMAbortedError('the search was cancelled while the passages were embedded', { model: this.embedder.model, cause }),
        });
      } catch (error) {
        // Who began to embed the passages gave up; who waited for that has not.
        if (!(error instanceof LMAbortedError) || currentSettings().signal?.aborted === true) throw error;
      }
    }
  }

  async #build(): Promise<VectorIndex> {
    const { vectors, dimensions } = this.#matrix(await this.embedder.call(this.corpus));
    this.#dimensions = dimensions;
    return this.approximate ? approximateIndex(vectors, dimensions) : new ExactIndex(vectors, dimensions);
  }

  /** Vectors one after the other, of length one where only the direction counts. */
  #matrix(embeddings: readonly (readonly number[])[]): { readonly vectors: Float32Array; readonly dimensions: number } {
    const dimensions = this.#dimensions ?? embeddings[0]?.length ?? 0;
    const vectors = new Float32Array(embeddings.length * dimensions);
    for (const [row, embedding] of embeddings.entries()) {
      if (embedding.length !== dimensions || dimensions === 0) {
        throw new RetrieverError(`${this.embedder.model} gave a vector of ${embedding.length} numbers after one of ${dimensions}; all texts need vectors of one length`, { retriever: this.constructor.name });
      }
      const length = this.normalize ? Math.sqrt(embedding.reduce((sum, value) => sum + value * value, 0)) : 1;
      vectors.set(length === 0 ? embedding : embedding.map((value) => value / length), row * dimensions);
    }
    return { vectors, dimensions };
  }
}
