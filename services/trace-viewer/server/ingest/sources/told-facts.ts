import type { AttributeValue, Span } from '../span.ts';
import { MEANINGS } from './fact-table.ts';
import { valueAt, valueText } from './inner-value.ts';
import { CALLING_KINDS, FACT_NAMES, type FactName } from './source.ts';

const POSITIONS = Object.fromEntries(FACT_NAMES.map((name, position) => [name, position])) as Record<FactName, number>;

/** What the attributes of one span tell, by fact. */
export class ToldFacts {
  /** OpenInference's word, else OpenTelemetry's kind in lower case. */
  readonly kind: string;
  readonly ownUsage: boolean;
  /** True when no attribute tells anything. */
  readonly empty: boolean;
  readonly #values: (AttributeValue | undefined)[] = FACT_NAMES.map(() => undefined);

  constructor(span: Span) {
    const ranks = new Int32Array(FACT_NAMES.length).fill(0x7f_ff_ff_ff);
    let kind: string | undefined;
    let kindRank = Number.MAX_SAFE_INTEGER;
    let ownUsage: boolean | undefined;
    let empty = true;
    let unknownKind = false;
    for (const { key, value } of span.attributes) {
      const meaning = MEANINGS.get(key);
      if (meaning === undefined) continue;
      empty = false;
      if (meaning.kinds !== undefined && meaning.kindRank <= kindRank && typeof value === 'string') {
        const word = unquoted(value);
        const rule = Object.hasOwn(meaning.kinds, word) ? meaning.kinds[word] : meaning.kinds['*'];
        if (rule === undefined) {
          unknownKind = true;
        } else if (word !== '') {
          kind = rule.kind === '' ? word.toUpperCase() : rule.kind;
          ownUsage = rule.ownUsage;
          ({ kindRank } = meaning);
        }
      }
      for (const { fact, rank, path } of meaning.places) {
        if (rank > (ranks[fact] ?? 0)) continue;
        const inner = path === undefined ? value : valueAt(value, path);
        if (inner === undefined || inner === null || inner === '') continue;
        ranks[fact] = rank;
        this.#values[fact] = inner;
      }
    }
    this.kind = kind ?? span.kind;
    this.ownUsage = !empty && (ownUsage ?? (kind === undefined ? !unknownKind : CALLING_KINDS.has(kind)));
    this.empty = empty;
  }

  text(name: FactName): string {
    const value = this.#values[POSITIONS[name]];
    return value === undefined ? '' : valueText(value);
  }

  /** A whole number that is not negative. */
  count(name: FactName): number | null {
    const amount = this.amount(name);
    return amount === null ? null : Math.round(amount);
  }

  /** A number that is not negative, also one that was sent as a text. */
  amount(name: FactName): number | null {
    const value = this.#values[POSITIONS[name]];
    if (typeof value !== 'bigint' && typeof value !== 'number' && typeof value !== 'string') return null;
    const number = Number(value);
    return number >= 0 && number <= Number.MAX_SAFE_INTEGER ? number : null;
  }

  flag(name: FactName): boolean {
    const value = this.#values[POSITIONS[name]];
    return value === true || value === 'true';
  }

  /** A list; a text is one with commas. */
  list(name: FactName): string[] {
    const value = this.#values[POSITIONS[name]];
    if (value === undefined) return [];
    if (Array.isArray(value)) return value.map(valueText).filter((text) => text !== '');
    return valueText(value).split(',').map((text) => text.trim()).filter((text) => text !== '');
  }
}

/** MLflow writes words as JSON. */
function unquoted(word: string): string {
  return word.startsWith('"') && word.endsWith('"') ? word.slice(1, -1) : word;
}
