import { globalFetch } from '../global-fetch.ts';
import type { Provider } from './provider.ts';

/** OpenAI's chat completions, and servers that speak the same at `apiBase` or `OPENAI_BASE_URL`. */
export const openai: Provider = {
  keyVariable: 'OPENAI_API_KEY',

  async load() {
    const { createOpenAI } = await import('@ai-sdk/openai');
    return (modelId, { apiBase, apiKey, headers }, extraBody) =>
      createOpenAI({
        ...(apiBase !== undefined && { baseURL: apiBase }),
        ...(apiKey !== undefined && { apiKey }),
        ...(headers && { headers }),
        fetch: globalFetch(extraBody),
      }).chat(modelId);
  },

  adjust({ maxOutputTokens, ...options }, { reasoningEffort, parallelToolCalls }) {
    return {
      ...options,
      providerOptions: {
        openai: {
          ...(maxOutputTokens !== undefined && { maxCompletionTokens: maxOutputTokens }),
          ...(reasoningEffort !== undefined && { reasoningEffort }),
          ...(parallelToolCalls !== undefined && { parallelToolCalls }),
          // The AI SDK would leave out parameters and rename the system role for models it takes for reasoning models.
          forceReasoning: false,
          systemMessageMode: 'system',
        },
      },
    };
  },
};
