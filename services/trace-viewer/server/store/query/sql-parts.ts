import type { SqlParams } from '../sql-engine.ts';

/**
 * Collects the values of a statement while its text is put together. The text comes from this folder alone; whatever
 * came from outside is a parameter.
 */
export class SqlValues {
  readonly #values: Record<string, string> = {};
  #count = 0;

  /** @returns what stands for the value in the text */
  add(value: string | number, type: 'String' | 'UInt64' | 'Float64'): string {
    const name = `v${this.#count}`;
    this.#count += 1;
    // As text: a number beyond 2^53 is refused as a parameter, and one beyond all would be no number.
    this.#values[name] = typeof value === 'number' ? String(Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE)) : value;
    return `{${name}:${type}}`;
  }

  params(): SqlParams {
    return { ...this.#values };
  }
}

/** A pattern for LIKE in which every character is itself. */
export function likeText(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}

/** A pattern for LIKE: `*` is anything, every other character itself. */
export function likePattern(pattern: string): string {
  return likeText(pattern).replaceAll('*', '%');
}

/** Puts texts of this folder, never a value, into a statement. */
export function fillSql(sql: string, parts: Readonly<Record<string, string>>): string {
  return sql.replaceAll(/\{\{(\w+)\}\}/g, (_whole, name: string) => parts[name] ?? '');
}
