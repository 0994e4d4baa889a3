import type { Connection, Provider } from './provider/provider.ts';

const SECRET_HEADER = /auth|key|token|secret|cookie/i;

/** Everything that may be used as a secret for this connection, so that no error shows it. */
export function secretsOf({ apiKey, headers = {} }: Connection, { keyVariables = [] }: Provider): readonly string[] {
  const fromHeaders = Object.entries(headers).flatMap(([name, value]) => (SECRET_HEADER.test(name) ? [value, value.replace(/^\w+ /, '')] : []));
  const fromEnvironment = keyVariables.flatMap((name) => process.env[name] ?? []);
  return [...(apiKey === undefined ? [] : [apiKey]), ...fromHeaders, ...fromEnvironment];
}

/** What tells one server apart from another, without secrets: address, version, region, and headers that may route. */
export function addressOf({ apiBase, apiVersion, region, headers = {} }: Connection, { addressVariables = [] }: Provider): string {
  const routing = Object.entries(headers).filter(([name]) => !SECRET_HEADER.test(name));
  const environment = apiBase === undefined ? addressVariables.map((name) => process.env[name] ?? null) : [];
  return JSON.stringify([apiBase ?? null, apiVersion ?? null, region ?? null, routing.toSorted(([a], [b]) => (a < b ? -1 : 1)), environment]);
}
