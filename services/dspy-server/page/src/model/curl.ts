import type { JsonObject } from './json.ts';

export interface Request {
  readonly method: string;
  /** With scheme and host. */
  readonly url: string;
  readonly body: JsonObject;
  readonly isGuarded: boolean;
}

/** The same call for a shell. */
export function curlOf({ method, url, body, isGuarded }: Request): string {
  const parts = method === 'GET' ? [`curl ${quoted(withQuery(url, body))}`] : [`curl -N${method === 'POST' ? '' : ` -X ${method}`} ${quoted(url)}`, `-H 'Content-Type: application/json'`];
  if (method === 'POST') parts.push(`-H 'Accept: text/event-stream'`);
  if (isGuarded) parts.push('-H "Authorization: Bearer $DSPY_API_KEY"');
  if (method !== 'GET') parts.push(`-d ${quoted(JSON.stringify(body))}`);
  return parts.join(' \\\n  ');
}

/** An address with inputs in its query, for gateways that are asked by GET. */
export function withQuery(url: string, body: JsonObject): string {
  const query = new URLSearchParams(Object.entries(body).map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : JSON.stringify(value)]));
  return query.size === 0 ? url : `${url}?${query}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
