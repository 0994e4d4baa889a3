import { readFile } from 'node:fs/promises';
import type { CustomType } from '../signature/field-type.ts';
import { readDataUrl, toBase64, writeDataUrl } from './data-url.ts';
import { mediaTypeOfImage, mediaTypeOfName } from './media-type.ts';
import { readSavedPart, textOf } from './saved-part.ts';

/**
 * An image in a prompt, as its address or with its bytes inside. In signatures: `'image: Image -> caption'`.
 *
 * Text never reads a file: a local one is loaded with {@link Image.fromFile}. An address is not fetched here either;
 * it goes to the provider as it is.
 *
 * ```ts
 * import { Image, Predict } from '@dspy-otel/dspy';
 *
 * const describe = new Predict('image: Image -> caption');
 * const { caption } = await describe.call({ image: new Image('https://example.org/cat.png') }, { lm });
 * ```
 */
export class Image {
  static readonly signatureType: CustomType<Image> = {
    name: 'Image',
    jsonSchema: () => ({ type: 'string', format: 'uri', title: 'Image', description: 'an http(s) address or a data URL of an image' }),
    parse: toImage,
    format: (value) => [{ type: 'image', url: toImage(value).url }],
    save: (value) => ({ type: 'image_url', image_url: { url: toImage(value).url } }),
  };

  /** An `http:` or `https:` address, or a `data:` URL. */
  readonly url: string;

  /** @throws {TypeError} when the text is neither an http(s) address nor a base64 `data:` URL. */
  constructor(url: string | URL) {
    const text = String(url);
    const isAddress = /^https?:$/.test(URL.parse(text)?.protocol ?? '');
    if (!isAddress && !readDataUrl(text)) {
      throw new TypeError(`an Image needs an http(s) address or a base64 data URL, got "${text.slice(0, 60)}"; load a local file with Image.fromFile(path)`);
    }
    this.url = text;
  }

  /**
   * An image with these bytes inside.
   *
   * @param mediaType found from the bytes unless given.
   * @throws {TypeError} when it is not given and the bytes begin like no known kind of image.
   *
   * ```ts
   * import { Image } from '@dspy-otel/dspy';
   *
   * const image = Image.fromBytes(Uint8Array.of(0x89, 0x50, 0x4e, 0x47));
   * console.log(image.url); // data:image/png;base64,iVBORw==
   * ```
   */
  static fromBytes(bytes: Uint8Array, mediaType: string | undefined = mediaTypeOfImage(bytes)): Image {
    if (mediaType === undefined) throw new TypeError('these bytes begin like no known kind of image; say which they are: Image.fromBytes(bytes, "image/png")');
    return new Image(writeDataUrl({ mediaType, data: toBase64(bytes) }));
  }

  /** An image with the content of a file inside. @throws when the file cannot be read, or is no image as far as one can tell. */
  static async fromFile(path: string, mediaType?: string): Promise<Image> {
    const bytes = await readFile(path);
    return Image.fromBytes(bytes, mediaType ?? mediaTypeOfImage(bytes) ?? mediaTypeOfName(path));
  }

  /** The address or `data:` URL. */
  toJSON(): string {
    return this.url;
  }

  /** The address, or what kind of image is inside: short enough for a log line. */
  toString(): string {
    const inline = readDataUrl(this.url);
    return inline ? `Image(${inline.mediaType}, ${inline.data.length} characters of base64)` : `Image(${this.url})`;
  }
}

/** An image from what a caller, a request body or a saved program has. @throws {TypeError} */
function toImage(value: unknown): Image {
  if (value instanceof Image) return value;
  if (value instanceof URL || typeof value === 'string') return new Image(savedUrl(value) ?? value);
  if (value instanceof Uint8Array) return Image.fromBytes(value);
  const url = textOf(value, 'url');
  if (url === undefined) throw new TypeError('expected an Image, an http(s) address or a data URL');
  return new Image(url);
}

function savedUrl(value: unknown): string | undefined {
  const image = readSavedPart(value)?.['image_url'];
  return typeof image === 'string' ? image : textOf(image, 'url');
}
