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

/** Where a payload is, in the order of preference: OpenInference, then OpenTelemetry's GenAI conventions. */
const KEYS = {
  input: ['input.value', 'gen_ai.tool.call.arguments'],
  output: ['output.value', 'gen_ai.tool.call.result'],
} as const;

/** What a span was given or what it gave; `null` when it tells of none. */
export function readPayload(attrs: Attributes, side: 'input' | 'output'): Payload | null {
  const key = KEYS[side].find((name) => text(attrs, name) !== null);
  if (key === undefined) return null;
  const raw = text(attrs, key) ?? '';
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
