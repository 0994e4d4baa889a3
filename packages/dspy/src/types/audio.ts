import { readFile } from 'node:fs/promises';
import type { CustomType } from '../signature/field-type.ts';
import { isBase64, readDataUrl, toBase64, writeDataUrl } from './data-url.ts';
import { mediaTypeOfName } from './media-type.ts';
import { readSavedPart, textOf } from './saved-part.ts';

/**
 * A recording in a prompt. In signatures: `'speech: Audio -> transcript'`.
 *
 * ```ts
 * import { Audio, Predict } from '@dspy-otel/dspy';
 *
 * const transcribe = new Predict('speech: Audio -> transcript');
 * const speech = Audio.fromBytes(Uint8Array.of(82, 73, 70, 70), 'wav');
 * const { transcript } = await transcribe.call({ speech }, { lm });
 * ```
 */
export class Audio {
  static readonly signatureType: CustomType<Audio> = {
    name: 'Audio',
    jsonSchema: () => ({ type: 'string', format: 'uri', title: 'Audio', description: 'a data URL of a recording' }),
    parse: toAudio,
    format(value) {
      const { data, format } = toAudio(value);
      return [{ type: 'audio', data, mediaType: `audio/${format}` }];
    },
    save(value) {
      const { data, format } = toAudio(value);
      return { type: 'input_audio', input_audio: { data, format } };
    },
  };

  /** Base64. */
  readonly data: string;
  /** `wav`, `mp3` and so on: the media type without `audio/`. */
  readonly format: string;

  /** @throws {TypeError} when `data` is not base64 or the format is empty. */
  constructor({ data, format }: { readonly data: string; readonly format: string }) {
    if (!isBase64(data)) throw new TypeError('the data of an Audio has to be base64; make one of bytes with Audio.fromBytes(bytes, "wav")');
    if (!/^[\w.+-]+$/.test(format)) throw new TypeError(`"${format}" is no audio format; write for example "wav" or "mp3"`);
    this.data = data;
    this.format = format.replace(/^x-/, '');
  }

  /** A recording with these bytes. */
  static fromBytes(bytes: Uint8Array, format: string): Audio {
    return new Audio({ data: toBase64(bytes), format });
  }

  /** A recording from a file. @throws when it cannot be read, or its name does not say that it is one. */
  static async fromFile(path: string, format?: string): Promise<Audio> {
    const [kind, named] = (mediaTypeOfName(path) ?? '').split('/');
    const known = format ?? (kind === 'audio' ? named : undefined);
    if (known === undefined) throw new TypeError(`the name of "${path}" does not say which audio format it has; pass it: Audio.fromFile(path, "wav")`);
    return Audio.fromBytes(await readFile(path), known);
  }

  /** A `data:` URL. */
  toJSON(): string {
    return writeDataUrl({ mediaType: `audio/${this.format}`, data: this.data });
  }

  toString(): string {
    return `Audio(${this.format}, ${this.data.length} characters of base64)`;
  }
}

/** A recording from what a caller, a request body or a saved program has. @throws {TypeError} */
function toAudio(value: unknown): Audio {
  if (value instanceof Audio) return value;
  const record: unknown = readSavedPart(value)?.['input_audio'] ?? value;
  const [data, format] = [textOf(record, 'data'), textOf(record, 'format') ?? textOf(record, 'audio_format')];
  if (data !== undefined && format !== undefined) return new Audio({ data, format });
  const inline = typeof value === 'string' ? readDataUrl(value) : undefined;
  const [kind, named] = inline?.mediaType.split('/') ?? [];
  if (!inline || kind !== 'audio' || named === undefined) throw new TypeError('expected an Audio, or a base64 data URL of one (data:audio/wav;base64,…)');
  return new Audio({ data: inline.data, format: named });
}
