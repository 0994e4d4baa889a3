import type { LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider';
import type { LMParams } from '../request.ts';

/** Where and as whom to call a provider. */
export interface Connection {
  readonly apiBase: string | undefined;
  readonly apiKey: string | undefined;
  readonly headers: Readonly<Record<string, string>> | undefined;
}

/** Makes a model object for one call: cheap, so that environment variables are read when they are needed. */
export type ProviderModel = (modelId: string, connection: Connection, extraBody: LMParams['extraBody']) => LanguageModelV4;

/** How to reach one provider's models through its AI SDK package. */
export interface Provider {
  /** The environment variable that the package reads the API key from, so that errors never show it. */
  readonly keyVariable?: string | undefined;
  /** Loads the package; called when a model is first asked. */
  load(): Promise<ProviderModel>;
  /** The call's options with what only this provider does differently. */
  adjust?(options: LanguageModelV4CallOptions, params: LMParams, modelId: string): LanguageModelV4CallOptions;
}
