import type { EmbeddingModelV4, LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider';
import type { LMParams } from '../request.ts';

/** Which of a provider's interfaces a model is asked through. */
export type ModelType = 'chat' | 'responses';

/** Where and as whom to call a provider. */
export interface Connection {
  readonly apiBase: string | undefined;
  readonly apiKey: string | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;
  /** Azure only. */
  readonly apiVersion?: string | undefined;
  /** Bedrock only. */
  readonly region?: string | undefined;
}

/** Makes a model object for one call: cheap, so that environment variables are read when they are needed. */
export type ProviderModel = (modelId: string, connection: Connection, extraBody: LMParams['extraBody']) => LanguageModelV4;

/** What a provider's package can make. */
export interface ProviderModels {
  readonly chat: ProviderModel;
  /** Absent where the provider has no interface of this kind. */
  readonly responses?: ProviderModel | undefined;
  /** Absent where the provider has no embeddings. */
  readonly embedding?: ((modelId: string, connection: Connection) => EmbeddingModelV4) | undefined;
}

/**
 * How to reach one provider's models through its AI SDK package.
 *
 * ```ts
 * import { type Provider, registerProvider } from '@dspy-otel/dspy';
 *
 * const lab: Provider = {
 *   keyVariables: ['LAB_API_KEY'],
 *   async load() {
 *     const { createOpenAI } = await import('@ai-sdk/openai');
 *     return { chat: (modelId, { apiKey }) => createOpenAI({ baseURL: 'https://lab.example/v1', ...(apiKey && { apiKey }) }).chat(modelId) };
 *   },
 * };
 * registerProvider('lab', lab);
 * ```
 */
export interface Provider {
  /** Environment variables that the package reads secrets from, so that errors never show them. */
  readonly keyVariables?: readonly string[] | undefined;
  /** Environment variables that the address depends on, so that a cache tells two servers apart. */
  readonly addressVariables?: readonly string[] | undefined;
  /** Loads the package; called when a model is first asked. */
  load(): Promise<ProviderModels>;
  /** The call's options with what only this provider does differently. */
  adjust?(options: LanguageModelV4CallOptions, params: LMParams, model: { readonly modelId: string; readonly modelType: ModelType }): LanguageModelV4CallOptions;
}
