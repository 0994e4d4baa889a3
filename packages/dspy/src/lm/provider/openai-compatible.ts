import { ConfigurationError } from '../../errors.ts';
import { globalFetch } from '../global-fetch.ts';
import type { Provider } from './provider.ts';

/** Any server that speaks OpenAI's chat completions at `apiBase`. */
export const openaiCompatible: Provider = {
  async load() {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    return (modelId, { apiBase, apiKey, headers }, extraBody) => {
      if (apiBase === undefined) throw new ConfigurationError(`model "${modelId}" needs the apiBase of an OpenAI-compatible server`);
      return createOpenAICompatible({
        name: 'compatible',
        baseURL: apiBase,
        ...(apiKey !== undefined && { apiKey }),
        ...(headers && { headers }),
        supportsStructuredOutputs: true,
        fetch: globalFetch(extraBody),
      }).chatModel(modelId);
    };
  },

  adjust(options, { reasoningEffort, parallelToolCalls }) {
    return {
      ...options,
      providerOptions: {
        compatible: {
          ...(reasoningEffort !== undefined && { reasoningEffort }),
          ...(parallelToolCalls !== undefined && { parallel_tool_calls: parallelToolCalls }),
        },
      },
    };
  },
};
