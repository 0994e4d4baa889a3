import { LoadAPIKeyError } from '@ai-sdk/provider';
import { ConfigurationError } from '../../errors.ts';
import { connectionSettings, withBasePath, withKeyFrom } from './connection-settings.ts';
import type { Connection, Provider } from './provider.ts';

interface CompatibleServer {
  readonly keyVariables?: readonly string[];
  readonly addressVariables?: readonly string[];
  /** The connection, completed with what this server is known by. */
  readonly complete?: (connection: Connection) => Connection;
}

function compatible({ complete = (connection) => connection, ...variables }: CompatibleServer): Provider {
  return {
    ...variables,
    async load() {
      const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
      const make = (modelId: string, given: Connection, extraBody?: Readonly<Record<string, unknown>>): ReturnType<typeof createOpenAICompatible> => {
        const connection = complete(given);
        const { apiBase } = connection;
        if (apiBase === undefined) throw new ConfigurationError(`model "${modelId}" needs the apiBase of an OpenAI-compatible server`);
        return createOpenAICompatible({ ...connectionSettings(connection, extraBody), name: 'compatible', baseURL: apiBase, supportsStructuredOutputs: true, includeUsage: true });
      };
      return {
        chat: (modelId, connection, extraBody) => make(modelId, connection, extraBody).chatModel(modelId),
        embedding: (modelId, connection) => make(modelId, connection).embeddingModel(modelId),
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
}

/** Any server that speaks OpenAI's chat completions at `apiBase`. */
export const openaiCompatible = compatible({});

/** Ollama on this machine, or at `apiBase` or `OLLAMA_API_BASE`. */
export const ollama = compatible({
  addressVariables: ['OLLAMA_API_BASE'],
  complete: (connection) => withBasePath({ ...connection, apiBase: connection.apiBase ?? process.env['OLLAMA_API_BASE'] ?? 'http://localhost:11434' }, '/v1'),
});

/** OpenRouter: what follows the first slash is its name of a model, `openrouter/openai/gpt-4o-mini`. */
export const openrouter = compatible({
  keyVariables: ['OPENROUTER_API_KEY'],
  addressVariables: ['OPENROUTER_API_BASE'],
  complete: (connection) => {
    const complete = withKeyFrom({ ...connection, apiBase: connection.apiBase ?? process.env['OPENROUTER_API_BASE'] ?? 'https://openrouter.ai/api/v1' }, 'OPENROUTER_API_KEY');
    if (complete.apiKey === undefined) throw new LoadAPIKeyError({ message: 'OPENROUTER_API_KEY is not set' });
    return complete;
  },
});
