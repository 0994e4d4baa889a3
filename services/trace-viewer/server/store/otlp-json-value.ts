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

export function attributesOf(value: OtlpValue | undefined): readonly OtlpAttribute[] {
  return value !== undefined && 'kvlistValue' in value ? value.kvlistValue.values : [];
}

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
  return { kvlistValue: { values: entries.map(([name, each]) => ({ key: name, value: each })) } };
}
