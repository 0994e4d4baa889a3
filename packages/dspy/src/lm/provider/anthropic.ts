import { connectionSettings, withBasePath } from './connection-settings.ts';
import { installedPackage } from '../../installed-package.ts';
import type { Provider } from './provider.ts';
import { withReasoning } from './with-reasoning.ts';

/** Anthropic's messages. */
export const anthropic: Provider = {
  keyVariables: ['ANTHROPIC_API_KEY'],
  addressVariables: ['ANTHROPIC_BASE_URL'],

  async load() {
    const { createAnthropic } = await installedPackage('@ai-sdk/anthropic', () => import('@ai-sdk/anthropic'));
    return { chat: (modelId, connection, extraBody) => createAnthropic(connectionSettings(withBasePath(connection, '/v1'), extraBody)).chat(modelId) };
  },

  adjust(options, params) {
    const { parallelToolCalls } = params;
    return withReasoning(options, params, parallelToolCalls === undefined ? undefined : { anthropic: { disableParallelToolUse: !parallelToolCalls } });
  },
};
