import type { Attributes } from '../../../contract/scalars.ts';
import { text } from './attributes.ts';
import type { Field } from './fields.ts';
import { isList, isRecord, parseJson, type Json } from './values.ts';

/** What went into a span or came out of it. */
export interface Payload {
  /** Name of the attribute it was read from. */
  readonly key: string;
  /** As it was sent. */
  readonly raw: string;
  /** The entries of an object; `null` when the payload is anything else. */
  readonly fields: readonly Field[] | null;
}

/** `input.value` or `output.value`; `null` when the span has none. */
export function readPayload(attrs: Attributes, side: 'input' | 'output'): Payload | null {
  const key = `${side}.value`;
  const raw = text(attrs, key);
  if (raw === null) return null;
  const json = unwrap(parseJson(raw));
  if (!isRecord(json)) return { key, raw, fields: null };
  return { key, raw, fields: Object.entries(json).map(([name, value]) => ({ name, value })) };
}

/** Python's instrumentation wraps a call's arguments as `{ args, kwargs }`; a single result comes as a list of one object. */
function unwrap(json: Json | undefined): Json | undefined {
  if (isList(json) && json.length === 1 && isRecord(json[0])) return json[0];
  if (!isRecord(json)) return json;
  const names = Object.keys(json);
  if (names.length === 0 || !names.every((name) => name === 'args' || name === 'kwargs')) return json;
  const { args, kwargs } = json;
  if (!isRecord(kwargs) && kwargs !== undefined) return json;
  const positional = isList(args) ? Object.fromEntries(args.map((value, index) => [String(index), value])) : {};
  return { ...positional, ...kwargs };
}
