import { ConfigurationError } from '../errors.ts';
import { observe } from '../observe.ts';
import { currentSettings } from '../settings.ts';
import { keyOf } from './cache/request-key.ts';
import { responseCache } from './cache/response-cache.ts';
import { costOf, totalOf } from './cost.ts';
import { checkTimeout, withDeadline } from './deadline.ts';
import { type EmbeddedBatch, EmbeddingClient } from './embedding-client.ts';
import { LMAbortedError, LMTimeoutError, LMUnexpectedError } from './lm-error.ts';
import { findProvider } from './provider/registry.ts';
import { checkNumRetries } from './retry.ts';

/** One vector per text, in order. */
export type EmbeddingFunction = (texts: readonly string[], options: { readonly signal: AbortSignal | undefined }) => Promise<readonly (readonly number[])[]> | readonly (readonly number[])[];

/** How an `Embedder` reaches its model. */
export interface EmbedderOptions {
  /** How many texts are sent at once at most; 200 unless given, and never more than the model takes. */
  readonly batchSize?: number | undefined;
  /** Whether the cache may answer and remembers vectors, text by text; true unless given. Functions are never cached. */
  readonly cache?: boolean | undefined;
  /** Base URL of the provider's API, as for `LM`. */
  readonly apiBase?: string | undefined;
  /** As for `LM`. */
  readonly apiKey?: string | undefined;
  /** Azure only, as for `LM`. */
  readonly apiVersion?: string | undefined;
  /** Bedrock only, as for `LM`. */
  readonly region?: string | undefined;
  /** HTTP headers to send beside the provider's own. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Most that one attempt may take, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** How many times a failed attempt is repeated; 3 unless given. */
  readonly numRetries?: number | undefined;
}

/** What a call of an embedder came back with. */
export interface EmbeddingResponse {
  /** One vector per text, in order. */
  readonly embeddings: readonly (readonly number[])[];
  readonly model: string;
  /** Tokens that were counted for texts that the cache did not have. */
  readonly promptTokens?: number | undefined;
  /** US dollars; absent when the price is not known. */
  readonly cost?: number | undefined;
  /** All vectors came from the cache. */
  readonly cacheHit: boolean;
}

/**
 * Turns texts into vectors: with a provider's model, or with a function of your own.
 *
 * ```ts
 * import { Embedder } from '@dspy-otel/dspy';
 *
 * const counting = new Embedder((texts) => texts.map((text) => [text.length, text.split(' ').length]));
 * console.log(await counting.call('two words')); // [ 9, 2 ]
 * console.log(await counting.call(['a', 'b c'])); // [ [ 1, 1 ], [ 3, 2 ] ]
 *
 * const openai = new Embedder('openai/text-embedding-3-small', { batchSize: 100 });
 * console.log(openai.model);
 * ```
 */
export class Embedder {
  /** As the user names it; `function` for one of the user's own. */
  readonly model: string;
  readonly batchSize: number;
  readonly cache: boolean;
  readonly #embed: EmbeddingFunction | EmbeddingClient;
  readonly #provider: string;

  /** @throws {ConfigurationError} when the model's name or an option cannot work. */
  constructor(model: string | EmbeddingFunction, { batchSize = 200, cache = true, numRetries = 3, timeoutMs, ...connection }: EmbedderOptions = {}) {
    if (!Number.isInteger(batchSize) || batchSize < 1) throw new ConfigurationError(`batchSize must be a whole number from 1, got ${batchSize}`);
    checkNumRetries('the embedder', numRetries);
    checkTimeout('the embedder', timeoutMs);
    this.batchSize = batchSize;
    this.cache = cache && typeof model === 'string';
    this.model = typeof model === 'string' ? model : 'function';
    const slash = this.model.indexOf('/');
    this.#provider = slash < 0 ? 'openai' : this.model.slice(0, slash);
    const { apiBase, apiKey, headers, apiVersion, region } = connection;
    this.#embed =
      typeof model === 'string'
        ? new EmbeddingClient({ model, modelId: model.slice(slash + 1), provider: findProvider(this.#provider, apiBase), connection: { apiBase, apiKey, headers, apiVersion, region }, numRetries, timeoutMs })
        : model;
  }

  /** The vector of a text. */
  call(text: string): Promise<readonly number[]>;
  /** The vectors of texts, in order. */
  call(texts: readonly string[]): Promise<readonly (readonly number[])[]>;
  async call(asked: string | readonly string[]): Promise<readonly number[] | readonly (readonly number[])[]> {
    const texts = typeof asked === 'string' ? [asked] : asked;
    const { embeddings } = await observe({ kind: 'embedding', name: this.constructor.name, embedder: this, texts }, () => this.#run(texts));
    return typeof asked === 'string' ? (embeddings[0] ?? []) : embeddings;
  }

  #run(texts: readonly string[]): Promise<EmbeddingResponse> {
    return withDeadline(currentSettings(), (signal) => this.#all(texts, signal), {
      onTimeout: (timeoutMs) => new LMTimeoutError(`${this.model} did not embed ${texts.length} texts within ${timeoutMs} ms; raise timeoutMs or ask for fewer`, { model: this.model }),
      onAbort: (cause) => new LMAbortedError(`the call of ${this.model} was cancelled`, { model: this.model, cause }),
    });
  }

  async #all(texts: readonly string[], signal: AbortSignal | undefined): Promise<EmbeddingResponse> {
    const keys = this.#keys(texts);
    const found = await Promise.all(keys.map((key) => responseCache.read(key, isVector)));
    const vectors: (readonly number[] | undefined)[] = texts.map((_, index) => found[index]);
    const missing = [...texts.keys()].filter((index) => vectors[index] === undefined);
    const tokens: (number | undefined)[] = [];
    const size = Math.min(this.batchSize, typeof this.#embed === 'function' || missing.length === 0 ? Infinity : await this.#embed.maxBatch());
    for (let start = 0; start < missing.length; start += size) {
      const indices = missing.slice(start, start + size);
      const batch = await this.#batch(indices.map((index) => texts[index] as string), signal);
      for (const [place, index] of indices.entries()) vectors[index] = batch.embeddings[place];
      tokens.push(batch.tokens);
      if (keys.length > 0) await Promise.all(indices.map((index) => responseCache.write(keys[index] as string, vectors[index])));
    }
    return this.#response(vectors as (readonly number[])[], tokens);
  }

  /** None when nothing is cached. */
  #keys(texts: readonly string[]): string[] {
    if (!this.cache || typeof this.#embed === 'function' || !responseCache.isEnabled) return [];
    const { address } = this.#embed;
    return texts.map((text) => keyOf(['embedding', this.model, address, text]));
  }

  async #batch(texts: readonly string[], signal: AbortSignal | undefined): Promise<EmbeddedBatch> {
    const { model } = this;
    const batch = typeof this.#embed === 'function' ? { embeddings: await this.#embed(texts, { signal }), tokens: undefined } : await this.#embed.embed(texts, signal);
    if (batch.embeddings.length === texts.length) return batch;
    throw new LMUnexpectedError(`${model} gave ${batch.embeddings.length} vectors for ${texts.length} texts; it has to give one for each, in order`, { model });
  }

  #response(embeddings: readonly (readonly number[])[], tokens: readonly (number | undefined)[]): EmbeddingResponse {
    const promptTokens = tokens.reduce((sum: number | undefined, next) => (sum === undefined || next === undefined ? undefined : sum + next), 0);
    const isAsked = tokens.length > 0 && promptTokens !== undefined;
    const modelId = this.model.slice(this.model.indexOf('/') + 1);
    const costParts = isAsked ? costOf(this.#provider, modelId, modelId, { promptTokens, completionTokens: 0, totalTokens: promptTokens }) : undefined;
    return { embeddings, model: this.model, ...(isAsked && { promptTokens }), ...(costParts && { cost: totalOf(costParts) }), cacheHit: tokens.length === 0 && embeddings.length > 0 };
  }
}

function isVector(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number');
}
