import { ConfigurationError } from '../errors.ts';
import { observe } from '../observe.ts';

/** One search hit. */
export interface Passage {
  readonly text: string;
  /** The source's own id, as a string. */
  readonly id?: string | undefined;
  /** Higher is better; the scale is the source's. */
  readonly score?: number | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * A search over passages. A retriever of your own extends this and writes `search`; calling it through `call` makes it
 * visible to observers.
 *
 * ```ts
 * import { context, type Passage, Retrieve, Retriever } from '@dspy-otel/dspy';
 *
 * class Notes extends Retriever {
 *   readonly notes = ['tea is a drink', 'a cup holds tea'];
 *   protected override async search(query: string, k: number): Promise<readonly Passage[]> {
 *     return this.notes.filter((text) => text.includes(query)).slice(0, k).map((text) => ({ text }));
 *   }
 * }
 * const { passages } = await context({ rm: new Notes() }, () => new Retrieve({ k: 1 }).call({ query: 'tea' }));
 * console.log(passages); // [ 'tea is a drink' ]
 * ```
 */
export abstract class Retriever {
  /**
   * @param k how many passages at most, best first.
   * @throws {RetrieverError} when the source does not answer.
   * @throws {ConfigurationError} when `k` is no number of passages.
   */
  async call(query: string, k = 3): Promise<readonly Passage[]> {
    if (!Number.isInteger(k) || k < 1) throw new ConfigurationError(`k has to be a whole number from 1, got ${k}`);
    return observe({ kind: 'retriever', name: this.constructor.name, retriever: this, query, k }, () => this.search(query, k));
  }

  protected abstract search(query: string, k: number): Promise<readonly Passage[]>;
}
