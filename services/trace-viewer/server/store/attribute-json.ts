import type { AttributeValue, KeyValue } from '../ingest/span.ts';

const MAX_CACHED_KEYS = 8_192;
/** Longer ones come from nobody's convention: keeping them could fill the memory. */
const MAX_CACHED_KEY_LENGTH = 128;
const quotedKeys = new Map<string, string>();

const LOOKS_TYPED = /^\{"~*(?:double|base64)":"/;

/**
 * Attributes as the JSON text that is stored. The text keeps what JSON's own types lose: an integer of any size is
 * written out, a double always has a point or an exponent (`5.0`), one that JSON cannot say is `{"double":"NaN"}`, bytes
 * are `{"base64":"…"}`. The key of a map of one entry that could be taken for one of these gets a `~` in front.
 */
export function attributesToJson(attributes: readonly KeyValue[]): string {
  let text = '{';
  let separator = '';
  for (const { key, value } of attributes) {
    text += `${separator}${quotedKey(key)}:${valueToJson(value)}`;
    separator = ',';
  }
  return `${text}}`;
}

function valueToJson(value: AttributeValue): string {
  switch (typeof value) {
    case 'string': return JSON.stringify(value);
    case 'bigint': return value.toString();
    case 'boolean': return value ? 'true' : 'false';
    case 'number': return doubleToJson(value);
    default:
  }
  if (value === null) return 'null';
  if (value instanceof Uint8Array) return `{"base64":"${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')}"}`;
  if (Array.isArray(value)) return `[${value.map(valueToJson).join(',')}]`;
  return mapToJson(value.entries);
}

function mapToJson(entries: readonly KeyValue[]): string {
  const text = attributesToJson(entries);
  return entries.length === 1 && LOOKS_TYPED.test(text) ? `{"~${text.slice(2)}` : text;
}

function doubleToJson(value: number): string {
  if (!Number.isFinite(value)) return `{"double":"${value}"}`;
  const text = Object.is(value, -0) ? '-0' : String(value);
  return Number.isInteger(value) && !text.includes('e') ? `${text}.0` : text;
}

function quotedKey(key: string): string {
  if (key.length > MAX_CACHED_KEY_LENGTH) return JSON.stringify(key);
  let quoted = quotedKeys.get(key);
  if (quoted === undefined) {
    quoted = JSON.stringify(key);
    if (quotedKeys.size < MAX_CACHED_KEYS) quotedKeys.set(key, quoted);
  }
  return quoted;
}

const LONG_INTEGER = /[[:,]-?\d{16,}/;

/** Reads stored text for the API: integers that a JSON number cannot hold become decimal strings. */
export function parseStoredJson(text: string): unknown {
  if (!LONG_INTEGER.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && context?.source !== undefined && /^-?\d+$/.test(context.source)
      ? context.source
      : value);
}
