import type { FieldEvent } from './field-reader.ts';

/** Collects what one piece of an answer says about fields: at most one event for a field in a row. */
export class FieldEvents {
  #events: FieldEvent[] = [];

  add(field: string, text: string, isLast: boolean): void {
    if (text === '' && !isLast) return;
    const before = this.#events.at(-1);
    if (before?.field === field && !before.isLast) this.#events[this.#events.length - 1] = { field, text: before.text + text, isLast };
    else this.#events.push({ field, text, isLast });
  }

  take(): readonly FieldEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}
