/** A value in OTLP's JSON form. Integers are decimal text, so that none loses digits. */
export type OtlpValue =
  | { readonly stringValue: string } | { readonly boolValue: boolean } | { readonly intValue: string } | { readonly doubleValue: number | string } | { readonly bytesValue: string }
  | { readonly arrayValue: { readonly values: readonly OtlpValue[] } } | { readonly kvlistValue: { readonly values: readonly OtlpAttribute[] } } | Record<string, never>;

export interface OtlpAttribute {
  readonly key: string;
  readonly value: OtlpValue;
}

interface ReviverContext {
  readonly source?: string;
}

/** Attributes as `attributesToJson` stored them, each value with the type that it was sent with. */
export function storedAttributes(text: string): readonly OtlpAttribute[] {
  return attributesOf(parseTyped(text));
}

/** Stored JSON in which each value has become `OtlpValue`. */
export function parseTyped(text: string): OtlpValue {
  return JSON.parse(text, (_key, value: unknown, context?: ReviverContext) => toValue(value, context?.source)) as OtlpValue;
}

/** The entries of what is known to be a map, and was stored as it is: one of a single entry may have been read as something else. */
export function attributesOf(value: OtlpValue | undefined): readonly OtlpAttribute[] {
  if (value === undefined) return [];
  if ('bytesValue' in value) return [{ key: 'base64', value: { stringValue: value.bytesValue } }];
  if ('doubleValue' in value && typeof value.doubleValue === 'string') return [{ key: 'double', value: { stringValue: value.doubleValue } }];
  if (!('kvlistValue' in value)) return [];
  const { values } = value.kvlistValue;
  const [only] = values;
  return values.length === 1 && only !== undefined && 'stringValue' in only.value && ESCAPABLE.test(only.key) ? [{ ...only, key: `~${only.key}` }] : values;
}

/** Keys that `attribute-json.ts` puts a `~` in front of in maps of one text. */
const ESCAPABLE = /^~*(?:double|base64)$/;

/** What is inside a list or an object has been turned into values before. */
function toValue(value: unknown, source: string | undefined): OtlpValue {
  switch (typeof value) {
    case 'string': return { stringValue: value };
    case 'boolean': return { boolValue: value };
    case 'number': return /^-?\d+$/.test(source ?? '') ? { intValue: source ?? '' } : { doubleValue: value };
    default:
  }
  if (value === null) return {};
  if (Array.isArray(value)) return { arrayValue: { values: value as OtlpValue[] } };
  const entries = Object.entries(value as Record<string, OtlpValue>);
  const [[key, inner] = ['', {}]] = entries;
  if (entries.length === 1 && 'stringValue' in inner && key === 'base64') return { bytesValue: inner.stringValue };
  if (entries.length === 1 && 'stringValue' in inner && key === 'double') return { doubleValue: inner.stringValue };
  if (entries.length === 1 && 'stringValue' in inner && key.startsWith('~') && ESCAPABLE.test(key)) return { kvlistValue: { values: [{ key: key.slice(1), value: inner }] } };
  return { kvlistValue: { values: entries.map(([name, each]) => ({ key: name, value: each })) } };
}
