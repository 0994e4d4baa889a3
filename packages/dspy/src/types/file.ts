import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { isRecord } from '../is-record.ts';
import type { CustomType } from '../signature/field-type.ts';
import { readDataUrl, toBase64, writeDataUrl } from './data-url.ts';
import { mediaTypeOfName } from './media-type.ts';
import { readSavedPart, textOf } from './saved-part.ts';

const ANY_BYTES = 'application/octet-stream';

/**
 * A file in a prompt, with its content inside. In signatures: `'paper: File -> summary'`.
 *
 * Text never reads a file: a local one is loaded with {@link File.fromFile}.
 *
 * ```ts
 * import { File, Predict } from '@dspy-otel/dspy';
 *
 * const summarize = new Predict('paper: File -> summary');
 * const paper = File.fromBytes(new TextEncoder().encode('Water boils at 100 °C.'), { mediaType: 'text/plain', filename: 'water.txt' });
 * const { summary } = await summarize.call({ paper }, { lm });
 * ```
 */
export class File {
  static readonly signatureType: CustomType<File> = {
    name: 'File',
    jsonSchema: () => ({
      type: 'object',
      title: 'File',
      properties: { file_data: { type: 'string', format: 'uri', description: 'a data URL' }, filename: { type: 'string' } },
      required: ['file_data'],
    }),
    parse: toFile,
    format(value) {
      const { data, mediaType, filename } = toFile(value);
      return [{ type: 'file', data, mediaType, filename }];
    },
    save: (value) => ({ type: 'file', file: toFile(value).toJSON() }),
  };

  /** A `data:` URL. */
  readonly data: string;
  readonly filename: string | undefined;

  /** @throws {TypeError} when `data` is no base64 `data:` URL. */
  constructor({ data, filename }: { readonly data: string; readonly filename?: string | undefined }) {
    if (!readDataUrl(data)) throw new TypeError(`a File needs a base64 data URL, got "${data.slice(0, 60)}"; load a local file with File.fromFile(path)`);
    this.data = data;
    this.filename = filename;
  }

  /** A file with these bytes. */
  static fromBytes(bytes: Uint8Array, { mediaType = ANY_BYTES, filename }: { readonly mediaType?: string | undefined; readonly filename?: string | undefined } = {}): File {
    return new File({ data: writeDataUrl({ mediaType, data: toBase64(bytes) }), filename });
  }

  /** The content of a file, under its own name. @throws when it cannot be read. */
  static async fromFile(path: string, mediaType: string = mediaTypeOfName(path) ?? ANY_BYTES): Promise<File> {
    return File.fromBytes(await readFile(path), { mediaType, filename: basename(path) });
  }

  /** What the file is: `application/pdf`. */
  get mediaType(): string {
    return readDataUrl(this.data)?.mediaType ?? ANY_BYTES;
  }

  /** As a request body or a saved program has it. */
  toJSON(): { file_data: string; filename?: string } {
    return { file_data: this.data, ...(this.filename !== undefined && { filename: this.filename }) };
  }

  toString(): string {
    return `File(${this.filename ?? this.mediaType}, ${this.data.length} characters)`;
  }
}

/** A file from what a caller, a request body or a saved program has. @throws {TypeError} */
function toFile(value: unknown): File {
  if (value instanceof File) return value;
  const record: unknown = readSavedPart(value)?.['file'] ?? value;
  if (typeof record === 'string') return new File({ data: record });
  if (record instanceof Uint8Array) return File.fromBytes(record);
  const data = textOf(record, 'file_data') ?? textOf(record, 'data');
  if (data !== undefined) return new File({ data, filename: textOf(record, 'filename') });
  const hasId = isRecord(record) && 'file_id' in record;
  throw new TypeError(hasId ? 'a File by the id of an earlier upload is not supported; pass its content' : 'expected a File, or a base64 data URL of one');
}
