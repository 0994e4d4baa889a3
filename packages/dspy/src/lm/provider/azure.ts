import type { Connection, Provider } from './provider.ts';
import { type ConnectionSettings, connectionSettings, withBasePath } from './connection-settings.ts';
import { installedPackage } from '../../installed-package.ts';
import { adjustForOpenAI } from './openai.ts';

const DATED = /^\d{4}-\d{2}-\d{2}/;

/** Azure OpenAI: the name after the slash is the deployment's. A dated `apiVersion` asks through the deployment's own address. */
export const azure: Provider = {
  keyVariables: ['AZURE_API_KEY'],
  addressVariables: ['AZURE_API_BASE', 'AZURE_RESOURCE_NAME', 'AZURE_API_VERSION'],

  async load() {
    const { createAzure } = await installedPackage('@ai-sdk/azure', () => import('@ai-sdk/azure'));
    return {
      chat: (modelId, connection, extraBody) => createAzure(azureSettings(connection, extraBody)).chat(modelId),
      responses: (modelId, connection, extraBody) => createAzure(azureSettings(connection, extraBody)).responses(modelId),
      embedding: (modelId, connection) => createAzure(azureSettings(connection)).embedding(modelId),
    };
  },

  adjust: adjustForOpenAI,
};

function azureSettings(connection: Connection, extraBody?: Readonly<Record<string, unknown>>): ConnectionSettings & { apiVersion?: string; useDeploymentBasedUrls?: boolean } {
  const { apiVersion = process.env['AZURE_API_VERSION'], apiBase = process.env['AZURE_API_BASE'] } = connection;
  return {
    ...connectionSettings(withBasePath({ ...connection, apiBase }, '/openai'), extraBody),
    ...(apiVersion !== undefined && { apiVersion, useDeploymentBasedUrls: DATED.test(apiVersion) }),
  };
}
