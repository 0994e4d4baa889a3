import { isObject, parseJson, type Json, type JsonObject } from './json.ts';

/** What the part of the address after `#` says: a program, and inputs when it is a link that somebody shared. */
export interface Place {
  readonly program: string | null;
  readonly inputs: JsonObject | null;
}

export function placeOf(hash: string): Place {
  const [name = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const inputs = parseJson(new URLSearchParams(query).get('inputs') ?? '');
  return { program: decoded(name), inputs: isObject(inputs) ? inputs : null };
}

export function hashOf(program: string, inputs?: JsonObject): string {
  const path = `#/${encodeURIComponent(program)}`;
  return inputs === undefined ? path : `${path}?${new URLSearchParams({ inputs: JSON.stringify(inputs) })}`;
}

/** Inputs short enough for a link: files stay behind. */
export function withoutFiles(inputs: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => !holdsFile(value)));
}

function holdsFile(value: Json): boolean {
  return typeof value === 'string' ? value.startsWith('data:') : Array.isArray(value) && value.some((item: Json) => holdsFile(item));
}

function decoded(name: string): string | null {
  try {
    return name === '' ? null : decodeURIComponent(name);
  } catch {
    return null;
  }
}
