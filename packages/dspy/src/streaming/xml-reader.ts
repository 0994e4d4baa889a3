import { elementText } from '../adapter/xml-markup.ts';
import { FieldEvents } from './field-events.ts';
import type { FieldEvent, FieldReader } from './field-reader.ts';

const CDATA = ['<![CDATA[', ']]>'] as const;
const ENTITY = /^&(?:#\d{1,7}|#x[0-9a-f]{1,6}|lt|gt|amp|quot|apos);/i;
const UNFINISHED_ENTITY = /^&(?:#(?:\d{0,7}|x[0-9a-f]{0,6})|[a-z]{0,4})$/i;

/** A field's element of which the end has not come. */
interface OpenField {
  readonly name: string;
  readonly isText: boolean;
  /** Elements of the same name inside it. */
  depth: number;
  isShown: boolean;
  /** White space that is part of the value only if more follows. */
  space: string;
}

/** Reads answers with an element per field. Texts come decoded; values with elements inside come as they are written. */
export class XmlReader implements FieldReader {
  readonly #events = new FieldEvents();
  readonly #start: RegExp;
  readonly #nested: ReadonlySet<string>;
  #field: OpenField | undefined;
  #isCdata = false;
  #pending = '';

  /** @param nested the fields whose values are elements. */
  constructor(fields: readonly string[], nested: ReadonlySet<string>) {
    this.#start = new RegExp(`<(${fields.join('|')})(?:\\s[^<>]*?)?\\s*(/?)>`, 'u');
    this.#nested = nested;
  }

  push(text: string): readonly FieldEvent[] {
    this.#pending += text;
    for (let went = true; went; ) went = this.#field ? this.#readInside(this.#field) : this.#findStart();
    return this.#events.take();
  }

  end(): readonly FieldEvent[] {
    const field = this.#field;
    if (field) {
      this.#show(field, this.#pending);
      this.#finish(field);
    }
    this.#pending = '';
    return this.#events.take();
  }

  /** @returns whether there may be more to read now. */
  #findStart(): boolean {
    const found = this.#start.exec(this.#pending);
    if (!found) {
      const last = this.#pending.lastIndexOf('<');
      this.#pending = last < 0 ? '' : this.#pending.slice(last);
      return false;
    }
    const { index, 0: whole, 1: name = '', 2: slash } = found;
    this.#pending = this.#pending.slice(index + whole.length);
    if (slash === '/') this.#events.add(name, '', true);
    else this.#field = { name, isText: !this.#nested.has(name), depth: 0, isShown: false, space: '' };
    return true;
  }

  #readInside(field: OpenField): boolean {
    if (this.#isCdata) return this.#readCdata(field);
    const special = this.#pending.search(field.isText ? /[<&]/ : /</);
    this.#show(field, this.#take(special < 0 ? this.#pending.length : special));
    if (this.#pending === '') return false;
    return this.#pending.startsWith('&') ? this.#readEntity(field) : this.#readTag(field);
  }

  #readEntity(field: OpenField): boolean {
    const entity = ENTITY.exec(this.#pending)?.[0];
    if (entity !== undefined) this.#showAsIs(field, elementText(this.#take(entity.length)));
    else if (UNFINISHED_ENTITY.test(this.#pending)) return false;
    else this.#show(field, this.#take(1));
    return true;
  }

  #readTag(field: OpenField): boolean {
    const { name } = field;
    const close = matchTag(this.#pending, `</${name}`);
    const open = matchTag(this.#pending, `<${name}`);
    if (field.isText && this.#pending.startsWith(CDATA[0])) {
      this.#take(CDATA[0].length);
      this.#isCdata = true;
    } else if (typeof close === 'number') {
      const tag = this.#take(close);
      if (field.depth === 0) this.#finish(field);
      else this.#show(field, tag);
      field.depth -= 1;
    } else if (typeof open === 'number') {
      const tag = this.#take(open);
      if (!tag.endsWith('/>')) field.depth += 1;
      this.#show(field, tag);
    } else if (close === 'unfinished' || open === 'unfinished' || (field.isText && CDATA[0].startsWith(this.#pending))) return false;
    else this.#show(field, this.#take(1));
    return true;
  }

  #readCdata(field: OpenField): boolean {
    const end = this.#pending.indexOf(CDATA[1]);
    this.#showAsIs(field, this.#take(end < 0 ? Math.max(0, this.#pending.length - 2) : end));
    if (end < 0) return false;
    this.#take(CDATA[1].length);
    this.#isCdata = false;
    return true;
  }

  #finish(field: OpenField): void {
    this.#events.add(field.name, '', true);
    this.#field = undefined;
    this.#isCdata = false;
  }

  #show(field: OpenField, text: string): void {
    const shown = text.trimEnd();
    if (shown !== '') this.#showAsIs(field, field.isShown ? shown : shown.trimStart());
    if (field.isShown) field.space += text.slice(shown.length);
  }

  #showAsIs(field: OpenField, text: string): void {
    if (text === '') return;
    this.#events.add(field.name, field.space + text, false);
    field.space = '';
    field.isShown = true;
  }

  #take(length: number): string {
    const taken = this.#pending.slice(0, length);
    this.#pending = this.#pending.slice(length);
    return taken;
  }
}

/** How long the tag is that the text begins with; whether it may still become one. */
function matchTag(text: string, start: string): number | 'unfinished' | undefined {
  if (start.startsWith(text)) return 'unfinished';
  if (!text.startsWith(start)) return undefined;
  const rest = /^(?:\s[^<>]*|\/)?>/.exec(text.slice(start.length));
  if (rest) return start.length + rest[0].length;
  return /^(?:\s[^<>]*|\/)?$/.test(text.slice(start.length)) ? 'unfinished' : undefined;
}
