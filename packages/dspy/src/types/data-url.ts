/** Bytes as text: base64 and what they are. */
export interface InlineData {
  /** `image/png` */
  readonly mediaType: string;
  /** Base64. */
  readonly data: string;
}

/** The content of a `data:` URL; `undefined` for any other text, and for data that is not base64. */
export function readDataUrl(text: string): InlineData | undefined {
  const comma = text.indexOf(',');
  if (!text.startsWith('data:') || comma < 0) return undefined;
  const [mediaType = '', ...parameters] = text.slice('data:'.length, comma).split(';');
  const data = text.slice(comma + 1);
  if (parameters.at(-1)?.trim().toLowerCase() !== 'base64' || !isBase64(data)) return undefined;
  return { mediaType: mediaType === '' ? 'text/plain' : mediaType.toLowerCase(), data };
}

/** A `data:` URL of these bytes. */
export function writeDataUrl({ mediaType, data }: InlineData): string {
  return `data:${mediaType};base64,${data}`;
}

/** Bytes as base64. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** Whether text may be base64: its alphabet only, padded at the end at most. */
export function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/_-]*={0,2}$/.test(text);
}
