import { connectionSettings } from './connection-settings.ts';
import { installedPackage } from '../../installed-package.ts';
import type { Provider } from './provider.ts';
import { withReasoning } from './with-reasoning.ts';

export const mistral: Provider = {
  keyVariables: ['MISTRAL_API_KEY'],

  async load() {
    const { createMistral } = await installedPackage('@ai-sdk/mistral', () => import('@ai-sdk/mistral'));
    return {
      chat: (modelId, connection, extraBody) => createMistral(connectionSettings(connection, extraBody)).chat(modelId),
      embedding: (modelId, connection) => createMistral(connectionSettings(connection, undefined)).embedding(modelId),
    };
  },

  adjust(options, params) {
    const { parallelToolCalls } = params;
    return withReasoning(options, params, parallelToolCalls === undefined ? undefined : { mistral: { parallelToolCalls } });
  },
};
