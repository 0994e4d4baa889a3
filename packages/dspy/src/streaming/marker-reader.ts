import { HEADER, marker, unescapeMarkers } from '../adapter/marker.ts';
import { FieldEvents } from './field-events.ts';
import type { FieldEvent, FieldReader } from './field-reader.ts';

const COMPLETED = marker('completed');
const OPEN = '[[ ## ';
const CLOSE = ' ## ]]';

/** Reads answers with a `[[ ## field ## ]]` line above each value. What may become a marker is held back until it is known. */
export class MarkerReader implements FieldReader {
  readonly #events = new FieldEvents();
  readonly #seen = new Set<string>();
  #field: string | undefined;
  #isShown = false;
  #pending = '';
  #startsLine = true;

  push(text: string): readonly FieldEvent[] {
    this.#pending += text;
    for (let header = this.#nextHeader(); header; header = this.#nextHeader()) {
      const { index, 0: whole, 1: name = '' } = header;
      this.#finishField(this.#pending.slice(0, index));
      this.#pending = this.#pending.slice(index + whole.length);
      this.#startsLine = false;
      this.#field = this.#seen.has(name) ? undefined : name;
      this.#seen.add(name);
    }
    const safe = safeLength(this.#pending);
    this.#show(this.#pending.slice(0, safe));
    // What is safe never ends with white space, a line's end included.
    if (safe > 0) this.#startsLine = false;
    this.#pending = this.#pending.slice(safe);
    return this.#events.take();
  }

  end(): readonly FieldEvent[] {
    this.#finishField(this.#pending);
    this.#pending = '';
    return this.#events.take();
  }

  #nextHeader(): RegExpExecArray | undefined {
    for (const match of this.#pending.matchAll(HEADER)) {
      if (match.index > 0 || this.#startsLine) return match;
    }
    return undefined;
  }

  #finishField(text: string): void {
    if (this.#field !== undefined) {
      const whole = text.trimEnd();
      const isEndedInLine = whole.endsWith(COMPLETED) && whole.charAt(whole.length - COMPLETED.length - 1) !== '\\';
      this.#show(isEndedInLine ? whole.slice(0, -COMPLETED.length).trimEnd() : whole);
      this.#events.add(this.#field, '', true);
    }
    this.#field = undefined;
    this.#isShown = false;
  }

  #show(text: string): void {
    if (this.#field === undefined) return;
    const shown = this.#isShown ? text : text.trimStart();
    if (shown === '') return;
    this.#isShown = true;
    this.#events.add(this.#field, unescapeMarkers(shown), false);
  }
}

/** How much of a text is certain to be a value: not white space that may be the last, nor what may become a marker. */
function safeLength(text: string): number {
  let end = text.length;
  const bracket = text.lastIndexOf('[');
  const start = text.charAt(bracket - 1) === '[' ? bracket - 1 : bracket;
  if (start >= 0 && mayBecomeMarker(text.slice(start))) end = start;
  while (text.charAt(end - 1) === '\\') end -= 1;
  return text.slice(0, end).trimEnd().length;
}

/** Whether the text is a marker of which the end may still come, or a whole one with nothing but white space after it. */
function mayBecomeMarker(text: string): boolean {
  if (text.length <= OPEN.length) return OPEN.startsWith(text);
  const name = text.startsWith(OPEN) ? /^[\p{L}_][\p{L}\p{N}_]*/u.exec(text.slice(OPEN.length)) : null;
  if (!name) return false;
  const rest = text.slice(OPEN.length + name[0].length);
  return CLOSE.startsWith(rest) || (rest.startsWith(CLOSE) && rest.slice(CLOSE.length).trim() === '');
}
