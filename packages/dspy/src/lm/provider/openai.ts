import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import type { LMParams } from '../request.ts';
import { connectionSettings } from './connection-settings.ts';
import type { ModelType, Provider } from './provider.ts';

/** OpenAI's chat completions and responses, and servers that speak the same at `apiBase` or `OPENAI_BASE_URL`. */
export const openai: Provider = {
  keyVariables: ['OPENAI_API_KEY'],
  addressVariables: ['OPENAI_BASE_URL'],

  async load() {
    const { createOpenAI } = await import('@ai-sdk/openai');
    return {
      chat: (modelId, connection, extraBody) => createOpenAI(connectionSettings(connection, extraBody)).chat(modelId),
      responses: (modelId, connection, extraBody) => createOpenAI(connectionSettings(connection, extraBody)).responses(modelId),
      embedding: (modelId, connection) => createOpenAI(connectionSettings(connection, undefined)).embedding(modelId),
    };
  },

  adjust: adjustForOpenAI,
};

/** What OpenAI's own wire formats need; Azure speaks them too. */
export function adjustForOpenAI(
  { maxOutputTokens, ...options }: LanguageModelV4CallOptions,
  { reasoningEffort, parallelToolCalls }: LMParams,
  { modelType }: { readonly modelType: ModelType },
): LanguageModelV4CallOptions {
  const isChat = modelType === 'chat';
  return {
    ...options,
    ...(maxOutputTokens !== undefined && !isChat && { maxOutputTokens }),
    providerOptions: {
      openai: {
        ...(maxOutputTokens !== undefined && isChat && { maxCompletionTokens: maxOutputTokens }),
        ...(reasoningEffort !== undefined && { reasoningEffort }),
        ...(parallelToolCalls !== undefined && { parallelToolCalls }),
        // The AI SDK would leave out parameters and rename the system role for models it takes for reasoning models; its
        // responses in turn would leave out the effort for models it does not know.
        forceReasoning: !isChat && reasoningEffort !== undefined,
        systemMessageMode: 'system',
      },
    },
  };
}
