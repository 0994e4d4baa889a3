import type { LMParams } from '../request.ts';
import { sendWith } from '../send.ts';
import type { Connection } from './provider.ts';

export interface ConnectionSettings {
  baseURL?: string;
  apiKey?: string;
  headers?: Record<string, string>;
  fetch: typeof fetch;
}

/** A connection as the AI SDK's packages take it. Only what is set is passed on. */
export function connectionSettings({ apiBase, apiKey, headers }: Connection, extraBody: LMParams['extraBody']): ConnectionSettings {
  return {
    ...(apiBase !== undefined && { baseURL: apiBase }),
    ...(apiKey !== undefined && { apiKey }),
    ...(headers && { headers: { ...headers } }),
    fetch: sendWith(extraBody),
  };
}

/** The connection with a path added to an address that has none: `http://localhost:11434` becomes `http://localhost:11434/v1`. */
export function withBasePath(connection: Connection, path: string): Connection {
  const { apiBase } = connection;
  if (apiBase === undefined || new URL(apiBase).pathname !== '/') return connection;
  return { ...connection, apiBase: apiBase.replace(/\/?$/, path) };
}

/** The connection with the first of these environment variables that is set as its key, unless it has one. */
export function withKeyFrom(connection: Connection, ...variables: readonly string[]): Connection {
  const name = connection.apiKey === undefined ? variables.find((variable) => process.env[variable]) : undefined;
  return name === undefined ? connection : { ...connection, apiKey: process.env[name] };
}
