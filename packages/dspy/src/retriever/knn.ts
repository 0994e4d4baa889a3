import { ConfigurationError } from '../errors.ts';
import type { Embedder, EmbeddingFunction } from '../lm/embedder.ts';
import type { Example } from '../prediction/example.ts';
import type { Values } from '../prediction/prediction.ts';
import { pythonJson } from '../signature/python-json.ts';
import { Embeddings } from './embeddings.ts';

/** What a `KNN` searches, and how. */
export interface KNNOptions<T extends object = Values> {
  /** How many examples. */
  readonly k: number;
  /** Each knows its inputs (`withInputs`). */
  readonly trainset: readonly Example<T>[];
  readonly vectorizer: Embedder | EmbeddingFunction;
}

/**
 * Finds the examples of a training set whose inputs are nearest to some inputs.
 *
 * ```ts
 * import { Example, KNN } from '@dspy-otel/dspy';
 *
 * const trainset = ['tea', 'milk'].map((drink) => new Example({ drink, colour: '?' }).withInputs('drink'));
 * const vectorizer = (texts: readonly string[]) => texts.map((text) => [text.includes('tea') ? 1 : 0, 1]);
 * const [nearest] = await new KNN({ k: 1, trainset, vectorizer }).call({ drink: 'green tea' });
 * console.log(nearest?.drink); // tea
 * ```
 */
export class KNN<T extends object = Values> {
  readonly k: number;
  readonly trainset: readonly Example<T>[];
  readonly #search: Embeddings;

  /** @throws {ConfigurationError} when there are no examples, their inputs are not known, or `k` is no number of them. */
  constructor({ k, trainset, vectorizer }: KNNOptions<T>) {
    if (!Number.isInteger(k) || k < 1) throw new ConfigurationError(`k has to be a whole number from 1, got ${k}`);
    if (trainset.length === 0) throw new ConfigurationError('KNN needs at least one example in trainset');
    this.k = k;
    this.trainset = trainset;
    this.#search = new Embeddings({ corpus: trainset.map((example) => inputText(example.inputs() as Values)), embedder: vectorizer, k, normalize: false });
  }

  /** @returns the nearest examples, nearest first. */
  async call(inputs: object): Promise<Example<T>[]> {
    const found = await this.#search.call(inputText(inputs as Values));
    return found.map(({ id }) => this.trainset[Number(id)] as Example<T>);
  }
}

function inputText(inputs: Values): string {
  return Object.entries(inputs).map(([name, value]) => `${name}: ${typeof value === 'string' ? value : pythonJson(value)}`).join(' | ');
}
