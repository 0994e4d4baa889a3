import { connectionSettings } from './connection-settings.ts';
import { installedPackage } from '../../installed-package.ts';
import type { Provider } from './provider.ts';
import { withReasoning } from './with-reasoning.ts';

export const groq: Provider = {
  keyVariables: ['GROQ_API_KEY'],

  async load() {
    const { createGroq } = await installedPackage('@ai-sdk/groq', () => import('@ai-sdk/groq'));
    return { chat: (modelId, connection, extraBody) => createGroq(connectionSettings(connection, extraBody)).languageModel(modelId) };
  },

  adjust(options, params) {
    const { parallelToolCalls } = params;
    return withReasoning(options, params, parallelToolCalls === undefined ? undefined : { groq: { parallelToolCalls } });
  },
};
