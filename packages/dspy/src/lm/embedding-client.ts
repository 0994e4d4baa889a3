import type { EmbeddingModelV4 } from '@ai-sdk/provider';
import { withDeadline } from './deadline.ts';
import { LMTimeoutError, LMUnsupportedFeatureError } from './lm-error.ts';
import type { Connection, Provider, ProviderModels } from './provider/provider.ts';
import { toLMError } from './provider-error.ts';
import { withRetries } from './retry.ts';
import { addressOf, secretsOf } from './secrets.ts';

interface EmbeddingClientOptions {
  /** As the user names it. */
  readonly model: string;
  readonly modelId: string;
  readonly provider: Provider;
  readonly connection: Connection;
  readonly timeoutMs: number | undefined;
  readonly numRetries: number;
}

export interface EmbeddedBatch {
  readonly embeddings: readonly (readonly number[])[];
  readonly tokens: number | undefined;
}

/** Asks one embedding model of one provider, as often as it takes. */
export class EmbeddingClient {
  readonly #options: EmbeddingClientOptions;
  #loaded: Promise<ProviderModels> | undefined;

  constructor(options: EmbeddingClientOptions) {
    this.#options = options;
  }

  /** What tells this server apart from others, without secrets. */
  get address(): string {
    return addressOf(this.#options.connection, this.#options.provider);
  }

  /** How many texts the model takes at once. */
  async maxBatch(): Promise<number> {
    return this.#guarded(async () => (await (await this.#model()).maxEmbeddingsPerCall) ?? Infinity);
  }

  /** @throws {LMError} of the last attempt. */
  async embed(texts: readonly string[], signal: AbortSignal | undefined): Promise<EmbeddedBatch> {
    const { value } = await withRetries(() => this.#attempt(texts, signal), { retries: this.#options.numRetries, signal });
    return value;
  }

  async #attempt(texts: readonly string[], signal: AbortSignal | undefined): Promise<EmbeddedBatch> {
    const { model: name, timeoutMs } = this.#options;
    return this.#guarded(async () => {
      const model = await this.#model();
      const embed = async (abortSignal: AbortSignal | undefined): Promise<Awaited<ReturnType<EmbeddingModelV4['doEmbed']>>> =>
        model.doEmbed({ values: [...texts], ...(abortSignal && { abortSignal }) });
      const { embeddings, usage } = await withDeadline({ signal, timeoutMs }, embed, {
        onTimeout: (ms) => new LMTimeoutError(`${name} did not embed ${texts.length} texts within ${ms} ms; raise timeoutMs or lower batchSize`, { model: name }),
        onAbort: (reason) => (reason instanceof Error ? reason : new Error('cancelled', { cause: reason })),
      });
      return { embeddings, tokens: usage?.tokens };
    }, signal);
  }

  async #guarded<T>(run: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { model, connection, provider } = this.#options;
    try {
      return await run();
    } catch (error) {
      if (signal?.aborted) throw error;
      throw toLMError(error, model, secretsOf(connection, provider));
    }
  }

  async #model(): Promise<EmbeddingModelV4> {
    const { provider, model, modelId, connection } = this.#options;
    this.#loaded ??= provider.load();
    const make = (await this.#loaded).embedding;
    if (!make) throw new LMUnsupportedFeatureError(`the provider of ${model} has no embeddings; use another one's, for example "openai/text-embedding-3-small"`, { model });
    return make(modelId, connection);
  }
}
