import type { JSONObject } from '@ai-sdk/provider';
import { type ConnectionSettings, connectionSettings } from './connection-settings.ts';
import { installedPackage } from '../../installed-package.ts';
import type { Connection, Provider } from './provider.ts';
import { withReasoning } from './with-reasoning.ts';

/** Amazon Bedrock. `apiKey` is a Bedrock API key; without one AWS credentials are read from the environment. */
export const bedrock: Provider = {
  keyVariables: ['AWS_BEARER_TOKEN_BEDROCK', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
  addressVariables: ['AWS_ENDPOINT_URL_BEDROCK_RUNTIME', 'AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_REGION_NAME'],

  async load() {
    const { createAmazonBedrock } = await installedPackage('@ai-sdk/amazon-bedrock', () => import('@ai-sdk/amazon-bedrock'));
    return {
      chat: (modelId, connection) => createAmazonBedrock(bedrockSettings(connection)).languageModel(modelId),
      embedding: (modelId, connection) => createAmazonBedrock(bedrockSettings(connection)).embedding(modelId),
    };
  },

  adjust(options, params) {
    // Requests are signed with their body, so that nothing can be added to it afterwards.
    const { extraBody } = params;
    return withReasoning(options, params, extraBody && { bedrock: { additionalModelRequestFields: extraBody as JSONObject } });
  },
};

function bedrockSettings(connection: Connection): ConnectionSettings & { region?: string } {
  const region = connection.region ?? process.env['AWS_REGION'] ?? process.env['AWS_REGION_NAME'] ?? process.env['AWS_DEFAULT_REGION'];
  return { ...connectionSettings(connection, undefined), ...(region !== undefined && { region }) };
}
