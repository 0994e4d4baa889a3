import type { CustomType } from '../signature/field-type.ts';
import { isBase64, writeDataUrl } from './data-url.ts';
import { textOf } from './saved-part.ts';

/** What a {@link Document} is made of. */
export interface DocumentParts {
  /** The text; for a PDF its bytes as base64. */
  readonly data: string;
  readonly title?: string | undefined;
  readonly mediaType?: 'text/plain' | 'application/pdf' | undefined;
  /** What the model should know about the document. */
  readonly context?: string | undefined;
}

/**
 * A source for the model to answer from. In signatures: `'documents: list[Document], question -> answer'`. Text goes
 * into the prompt under its title, a PDF as a file.
 *
 * ```ts
 * import { Document, Predict } from '@dspy-otel/dspy';
 *
 * const answer = new Predict('source: Document, question -> answer');
 * const source = new Document({ title: 'Physics', data: 'Water boils at 100 °C at sea level.' });
 * console.log((await answer.call({ source, question: 'When does water boil?' }, { lm })).answer);
 * ```
 */
export class Document {
  static readonly signatureType: CustomType<Document> = {
    name: 'Document',
    jsonSchema: () => ({
      type: 'object',
      title: 'Document',
      properties: { data: { type: 'string' }, title: { type: 'string' }, media_type: { enum: ['text/plain', 'application/pdf'] }, context: { type: 'string' } },
      required: ['data'],
    }),
    parse: toDocument,
    format: (value) => toDocument(value).#content(),
  };

  readonly data: string;
  readonly title: string | undefined;
  readonly mediaType: 'text/plain' | 'application/pdf';
  readonly context: string | undefined;

  /** @throws {TypeError} when a PDF's data is not base64. */
  constructor({ data, title, mediaType = 'text/plain', context }: DocumentParts) {
    if (mediaType === 'application/pdf' && !isBase64(data)) throw new TypeError('the data of a PDF Document has to be base64');
    this.data = data;
    this.title = title;
    this.mediaType = mediaType;
    this.context = context;
  }

  toJSON(): object {
    return { data: this.data, media_type: this.mediaType, ...(this.title !== undefined && { title: this.title }), ...(this.context !== undefined && { context: this.context }) };
  }

  #content(): ReturnType<CustomType['format']> {
    const heading = [this.title, this.context].filter((line) => line !== undefined && line !== '').join('\n');
    if (this.mediaType === 'text/plain') return heading === '' ? this.data : `${heading}\n\n${this.data}`;
    const part = { type: 'file', data: writeDataUrl(this), mediaType: this.mediaType, filename: this.title } as const;
    return heading === '' ? [part] : [{ type: 'text', text: `${heading}\n` }, part];
  }
}

/** A document from what a caller or a request body has. @throws {TypeError} */
function toDocument(value: unknown): Document {
  if (value instanceof Document) return value;
  if (typeof value === 'string') return new Document({ data: value });
  const data = textOf(value, 'data');
  if (data === undefined) throw new TypeError('expected a Document, its text, or an object with its data');
  const mediaType = textOf(value, 'media_type') ?? textOf(value, 'mediaType') ?? 'text/plain';
  if (mediaType !== 'text/plain' && mediaType !== 'application/pdf') throw new TypeError(`a Document is text/plain or application/pdf, not "${mediaType}"`);
  return new Document({ data, title: textOf(value, 'title'), mediaType, context: textOf(value, 'context') });
}
