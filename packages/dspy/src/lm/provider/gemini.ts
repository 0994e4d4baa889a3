import { type ConnectionSettings, connectionSettings, withBasePath, withKeyFrom } from './connection-settings.ts';
import { installedPackage } from '../../installed-package.ts';
import type { Connection, Provider } from './provider.ts';
import { withReasoning } from './with-reasoning.ts';

const KEYS = ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'] as const;

/** Google's Gemini API. */
export const gemini: Provider = {
  keyVariables: KEYS,

  async load() {
    const { createGoogle } = await installedPackage('@ai-sdk/google', () => import('@ai-sdk/google'));
    return {
      chat: (modelId, connection, extraBody) => createGoogle(geminiSettings(connection, extraBody)).chat(modelId),
      embedding: (modelId, connection) => createGoogle(geminiSettings(connection)).embedding(modelId),
    };
  },

  adjust(options, params) {
    // Thoughts are counted and paid for either way.
    const showsThoughts = params.reasoningEffort !== undefined && params.reasoningEffort !== 'none';
    return withReasoning(options, params, showsThoughts ? { google: { thinkingConfig: { includeThoughts: true } } } : undefined);
  },
};

function geminiSettings(connection: Connection, extraBody?: Readonly<Record<string, unknown>>): ConnectionSettings {
  return connectionSettings(withKeyFrom(withBasePath(connection, '/v1beta'), ...KEYS), extraBody);
}
